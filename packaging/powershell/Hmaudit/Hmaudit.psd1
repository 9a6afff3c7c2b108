@{
    RootModule           = 'Hmaudit.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5b0f7d0e-6a53-4c0b-9a51-0c2f1f6f3b7d'
    Author               = 'The hmaudit authors'
    CompanyName          = 'hmaudit'
    Copyright            = 'The hmaudit authors. MIT or Apache-2.0.'
    Description          = 'Checks from captured PowerShell output whether an Exchange organisation is ready for hybrid modern authentication.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess     = @('Hmaudit.Format.ps1xml')
    FunctionsToExport    = @('Compare-HmaReadiness', 'Get-HmaPlan', 'New-HmaRemediation', 'Protect-HmaCapture', 'Test-HmaReadiness')
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags = @('Exchange', 'Entra', 'OAuth', 'Hybrid', 'Audit', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
        }
    }
}
