# For the pack passwordless: how people may sign in, and which methods they have registered.
$answers = @(
    @{ Command = 'Get-MgPolicyAuthenticationMethodPolicy'; Name = 'authentication-methods-policy.json' },
    @{ Command = 'Get-MgReportAuthenticationMethodUserRegistrationDetail'; Name = 'user-registrations.json' },
    @{ Command = 'Get-MgDomain'; Name = 'domains.json' }
)
foreach ($answer in $answers) {
    if (-not (Test-Wanted $answer['Command'])) { continue }
    Write-Progress -Activity 'hmaudit: reading Entra' -Status $answer['Command']
    try {
        $rows = @()
        switch ($answer['Command']) {
            'Get-MgPolicyAuthenticationMethodPolicy' {
                $policy = Get-MgPolicyAuthenticationMethodPolicy -ErrorAction Stop
                $rows += [ordered] @{
                    TenantId = $tenantId
                    InitialDomain = $initial
                    PolicyMigrationState = [string] $policy.PolicyMigrationState
                    RegistrationEnforcement = $policy.RegistrationEnforcement
                    AuthenticationMethodConfigurations = @($policy.AuthenticationMethodConfigurations)
                }
            }
            'Get-MgReportAuthenticationMethodUserRegistrationDetail' {
                foreach ($person in @(Get-MgReportAuthenticationMethodUserRegistrationDetail -All -ErrorAction Stop)) {
                    $rows += [ordered] @{
                        TenantId = $tenantId
                        InitialDomain = $initial
                        Id = [string] $person.Id
                        UserPrincipalName = [string] $person.UserPrincipalName
                        UserType = [string] $person.UserType
                        IsAdmin = $person.IsAdmin
                        IsPasswordlessCapable = $person.IsPasswordlessCapable
                        MethodsRegistered = @($person.MethodsRegistered)
                    }
                }
            }
            'Get-MgDomain' {
                foreach ($domain in @(Get-MgDomain -All -ErrorAction Stop)) {
                    $rows += [ordered] @{
                        TenantId = $tenantId
                        InitialDomain = $initial
                        Id = [string] $domain.Id
                        AuthenticationType = [string] $domain.AuthenticationType
                    }
                }
            }
        }
        $document = [ordered] @{ Cmdlet = $answer['Command']; Objects = @($rows) }
        $path = Join-Path -Path $captures -ChildPath $answer['Name']
        # The policy is nested more deeply than what is captured above.
        ConvertTo-Json -InputObject $document -Depth 12 | Out-File -LiteralPath $path -Encoding utf8
        $written = @($written) + @('tenants/' + $label + '/' + $answer['Name'])
    } catch {
        $message = ([string] $_) -replace '\s+', ' '
        $failures = @($failures) + @([ordered] @{ Command = $answer['Command']; Message = $message })
        Write-Warning -Message $message
    }
}
