# For the pack client: who signed in to Exchange in the last 30 days, with which application and how; of equal sign-ins the first.
if (Test-Wanted 'Get-MgAuditLogSignIn') {
    $since = $started.AddDays(-30).ToString('yyyy-MM-ddTHH:mm:ssZ')
    $logged = "resourceId eq '" + $exchangeOnline + "' and status/errorCode eq 0 and createdDateTime ge " + $since
    $signIns = @(
        @{ Name = 'sign-ins-interactive.json'; Command = 'Get-MgAuditLogSignIn'; Filter = $logged; Run = { Get-MgAuditLogSignIn -Filter $logged -All -ErrorAction Stop } },
        # Only the beta version of Graph has those that applications made for somebody.
        @{ Name = 'sign-ins-noninteractive.json'; Command = 'Get-MgBetaAuditLogSignIn'; Filter = $logged + " and signInEventTypes/any(t: t eq 'nonInteractiveUser')"; Run = { Get-MgBetaAuditLogSignIn -Filter ($logged + " and signInEventTypes/any(t: t eq 'nonInteractiveUser')") -All -ErrorAction Stop } }
    )
    foreach ($answer in $signIns) {
        $command = $answer['Command'] + ' -Filter "' + $answer['Filter'] + '"'
        $Run = $answer['Run']
        Write-Progress -Activity 'hmaudit: reading Entra' -Status $answer['Name']
        try {
            $seen = @{}
            # There may be very many: each is read and let go.
            $rows = @(& $Run 2>&1 | ForEach-Object -Process {
                    $signIn = $_
                    if ($signIn -is [System.Management.Automation.ErrorRecord]) { throw $signIn }
                    $system = [string] $signIn.DeviceDetail.OperatingSystem
                    $what = @([string] $signIn.UserPrincipalName, [string] $signIn.AppId, [string] $signIn.ClientAppUsed, $system) -join '|'
                    if ($seen.ContainsKey($what)) { return }
                    $seen[$what] = $true
                    $when = ''
                    if ($null -ne $signIn.CreatedDateTime) { $when = ([datetime] $signIn.CreatedDateTime).ToUniversalTime().ToString('o') }
                    [ordered] @{
                        Id = [string] $signIn.Id
                        CreatedDateTime = $when
                        UserPrincipalName = [string] $signIn.UserPrincipalName
                        AppId = [string] $signIn.AppId
                        AppDisplayName = [string] $signIn.AppDisplayName
                        ResourceId = [string] $signIn.ResourceId
                        ClientAppUsed = [string] $signIn.ClientAppUsed
                        ErrorCode = [string] $signIn.Status.ErrorCode
                        OperatingSystem = $system
                    }
                })
            Write-Document $answer['Name'] ([ordered] @{ Cmdlet = $command; Objects = @($rows) })
        } catch {
            $message = ([string] $_) -replace '\s+', ' '
            $failures = @($failures) + @([ordered] @{ Command = $command; Message = $message })
            Write-Warning -Message $message
        }
    }
}
