# For the pack passwordless: how people may sign in, and which methods they have registered.
# A list without the nothing that @($null) would put into it.
function ConvertTo-List($Values) {
    return ,@(foreach ($value in $Values) { if ($null -ne $value) { $value } })
}
# What stands at a path of properties; nothing where a version of the module lacks one of them.
function Get-Part($From, [string[]] $Path) {
    foreach ($name in $Path) {
        if ($null -eq $From -or $null -eq $From.PSObject.Properties[$name]) { return }
        $From = $From.$name
    }
    return $From
}
# What a strength demands more closely of some combinations. What the type of each adds stands apart.
function Get-Closer($Configurations) {
    foreach ($one in $Configurations) {
        if ($null -eq $one) { continue }
        $keys = $null
        if ($null -ne (Get-Part $one 'AdditionalProperties')) { $keys = $one.AdditionalProperties['allowedAAGUIDs'] }
        [ordered] @{ AppliesToCombinations = ConvertTo-List $one.AppliesToCombinations; AllowedAAGUIDs = ConvertTo-List $keys }
    }
}
$answers = @(
    @{ Command = 'Get-MgPolicyAuthenticationMethodPolicy'; Name = 'authentication-methods-policy.json' },
    @{ Command = 'Get-MgReportAuthenticationMethodUserRegistrationDetail'; Name = 'user-registrations.json' },
    @{ Command = 'Get-MgDomain'; Name = 'domains.json' },
    @{ Command = 'Get-MgIdentityConditionalAccessPolicy'; Name = 'conditional-access-policies.json' },
    @{ Command = 'Get-MgPolicyAuthenticationStrengthPolicy'; Name = 'authentication-strengths.json' },
    @{ Command = 'Get-MgOrganizationCertificateBasedAuthConfiguration'; Name = 'certificate-configuration.json' },
    @{ Command = 'Get-MgDirectoryPublicKeyInfrastructureCertificateBasedAuthConfigurationCertificateAuthority'; Name = 'certificate-authorities.json' },
    @{ Command = 'Get-MgDevice'; Name = 'devices.json' }
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
                    AuthenticationMethodConfigurations = ConvertTo-List $policy.AuthenticationMethodConfigurations
                }
            }
            'Get-MgReportAuthenticationMethodUserRegistrationDetail' {
                # There may be very many.
                $rows = @(foreach ($person in @(Get-MgReportAuthenticationMethodUserRegistrationDetail -All -ErrorAction Stop)) {
                        [ordered] @{
                            TenantId = $tenantId
                            InitialDomain = $initial
                            Id = [string] $person.Id
                            UserPrincipalName = [string] $person.UserPrincipalName
                            UserType = [string] $person.UserType
                            IsAdmin = $person.IsAdmin
                            IsPasswordlessCapable = $person.IsPasswordlessCapable
                            MethodsRegistered = ConvertTo-List $person.MethodsRegistered
                        }
                    })
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
            'Get-MgIdentityConditionalAccessPolicy' {
                foreach ($policy in @(Get-MgIdentityConditionalAccessPolicy -All -ErrorAction Stop)) {
                    # Of the people that it is for, only whether these are all.
                    $conditions = $policy.Conditions
                    $everybody = @(@($conditions.Users.IncludeUsers) -eq 'All')
                    $strength = $null
                    if ([string] $policy.GrantControls.AuthenticationStrength.Id -ne '') {
                        $strength = [ordered] @{
                            Id = [string] $policy.GrantControls.AuthenticationStrength.Id
                            DisplayName = [string] $policy.GrantControls.AuthenticationStrength.DisplayName
                            AllowedCombinations = ConvertTo-List $policy.GrantControls.AuthenticationStrength.AllowedCombinations
                            CombinationConfigurations = @(Get-Closer (Get-Part $policy 'GrantControls', 'AuthenticationStrength', 'CombinationConfigurations'))
                        }
                    }
                    $row = [ordered] @{
                        TenantId = $tenantId
                        InitialDomain = $initial
                        Id = [string] $policy.Id
                        DisplayName = [string] $policy.DisplayName
                        State = [string] $policy.State
                        Conditions = [ordered] @{
                            ClientAppTypes = ConvertTo-List (Get-Part $conditions 'ClientAppTypes')
                            UserRiskLevels = ConvertTo-List (Get-Part $conditions 'UserRiskLevels')
                            SignInRiskLevels = ConvertTo-List (Get-Part $conditions 'SignInRiskLevels')
                            Platforms = [ordered] @{
                                IncludePlatforms = ConvertTo-List (Get-Part $conditions 'Platforms', 'IncludePlatforms')
                                ExcludePlatforms = ConvertTo-List (Get-Part $conditions 'Platforms', 'ExcludePlatforms')
                            }
                            Locations = [ordered] @{
                                IncludeLocations = ConvertTo-List (Get-Part $conditions 'Locations', 'IncludeLocations')
                                ExcludeLocations = ConvertTo-List (Get-Part $conditions 'Locations', 'ExcludeLocations')
                            }
                            Applications = [ordered] @{
                                IncludeApplications = ConvertTo-List (Get-Part $conditions 'Applications', 'IncludeApplications')
                                ExcludeApplications = ConvertTo-List (Get-Part $conditions 'Applications', 'ExcludeApplications')
                                IncludeUserActions = ConvertTo-List (Get-Part $conditions 'Applications', 'IncludeUserActions')
                                ApplicationFilter = [ordered] @{ Rule = [string] (Get-Part $conditions 'Applications', 'ApplicationFilter', 'Rule') }
                            }
                            Users = [ordered] @{
                                IncludeUsers = $everybody
                                ExcludeUsers = ConvertTo-List (Get-Part $conditions 'Users', 'ExcludeUsers')
                                ExcludeGroups = ConvertTo-List (Get-Part $conditions 'Users', 'ExcludeGroups')
                                IncludeRoles = ConvertTo-List (Get-Part $conditions 'Users', 'IncludeRoles')
                                ExcludeRoles = ConvertTo-List (Get-Part $conditions 'Users', 'ExcludeRoles')
                            }
                        }
                        GrantControls = [ordered] @{
                            Operator = [string] $policy.GrantControls.Operator
                            BuiltInControls = ConvertTo-List $policy.GrantControls.BuiltInControls
                            CustomAuthenticationFactors = ConvertTo-List $policy.GrantControls.CustomAuthenticationFactors
                            TermsOfUse = ConvertTo-List $policy.GrantControls.TermsOfUse
                            AuthenticationStrength = $strength
                        }
                    }
                    # Older versions of the module do not know these: then it is not known whether they narrow the policy.
                    $known = $conditions.PSObject.Properties
                    if ($null -ne $known['InsiderRiskLevels']) { $row['Conditions']['InsiderRiskLevels'] = [string] $conditions.InsiderRiskLevels }
                    if ($null -ne $known['Devices']) {
                        $row['Conditions']['Devices'] = [ordered] @{ DeviceFilter = [ordered] @{ Rule = [string] (Get-Part $conditions 'Devices', 'DeviceFilter', 'Rule') } }
                    }
                    if ($null -ne $known['AuthenticationFlows']) {
                        $row['Conditions']['AuthenticationFlows'] = [ordered] @{ TransferMethods = [string] (Get-Part $conditions 'AuthenticationFlows', 'TransferMethods') }
                    }
                    $rows += $row
                }
            }
            'Get-MgPolicyAuthenticationStrengthPolicy' {
                foreach ($strength in @(Get-MgPolicyAuthenticationStrengthPolicy -All -ErrorAction Stop)) {
                    $rows += [ordered] @{
                        TenantId = $tenantId
                        InitialDomain = $initial
                        Id = [string] $strength.Id
                        DisplayName = [string] $strength.DisplayName
                        PolicyType = [string] $strength.PolicyType
                        AllowedCombinations = ConvertTo-List $strength.AllowedCombinations
                        CombinationConfigurations = @(Get-Closer (Get-Part $strength 'CombinationConfigurations'))
                    }
                }
            }
            'Get-MgOrganizationCertificateBasedAuthConfiguration' {
                foreach ($configuration in @(Get-MgOrganizationCertificateBasedAuthConfiguration -OrganizationId $tenantId -ErrorAction Stop)) {
                    $authorities = @(foreach ($authority in @($configuration.CertificateAuthorities)) {
                            if ($null -eq $authority) { continue }
                            [ordered] @{
                                IsRootAuthority = $authority.IsRootAuthority
                                Issuer = [string] $authority.Issuer
                                IssuerSki = [string] $authority.IssuerSki
                                CertificateRevocationListUrl = [string] $authority.CertificateRevocationListUrl
                                Certificate = ConvertTo-List $authority.Certificate
                            }
                        })
                    $rows += [ordered] @{ TenantId = $tenantId; InitialDomain = $initial; Id = [string] $configuration.Id; CertificateAuthorities = @($authorities) }
                }
            }
            'Get-MgDirectoryPublicKeyInfrastructureCertificateBasedAuthConfigurationCertificateAuthority' {
                foreach ($pki in @(Get-MgDirectoryPublicKeyInfrastructureCertificateBasedAuthConfiguration -All -ErrorAction Stop)) {
                    foreach ($authority in @(Get-MgDirectoryPublicKeyInfrastructureCertificateBasedAuthConfigurationCertificateAuthority -CertificateBasedAuthPkiId $pki.Id -All -ErrorAction Stop)) {
                        $end = ''
                        if ($null -ne $authority.ExpirationDateTime) { $end = ([datetime] $authority.ExpirationDateTime).ToUniversalTime().ToString('o') }
                        $rows += [ordered] @{
                            TenantId = $tenantId
                            InitialDomain = $initial
                            Id = [string] $authority.Id
                            DisplayName = [string] $authority.DisplayName
                            Issuer = [string] $authority.Issuer
                            Thumbprint = [string] $authority.Thumbprint
                            CertificateAuthorityType = [string] $authority.CertificateAuthorityType
                            CertificateRevocationListUrl = [string] $authority.CertificateRevocationListUrl
                            ExpirationDateTime = $end
                        }
                    }
                }
            }
            'Get-MgDevice' {
                $rows = @(foreach ($device in @(Get-MgDevice -All -ErrorAction Stop)) {
                        # Only Windows is asked for its build; a device whose system Entra does not know may run it.
                        $system = [string] $device.OperatingSystem
                        if ($system -ne '' -and $system -notlike 'Windows*') { continue }
                        $last = ''
                        if ($null -ne $device.ApproximateLastSignInDateTime) { $last = ([datetime] $device.ApproximateLastSignInDateTime).ToUniversalTime().ToString('o') }
                        [ordered] @{
                            TenantId = $tenantId
                            InitialDomain = $initial
                            Id = [string] $device.Id
                            DisplayName = [string] $device.DisplayName
                            OperatingSystem = $system
                            OperatingSystemVersion = [string] $device.OperatingSystemVersion
                            TrustType = [string] $device.TrustType
                            AccountEnabled = $device.AccountEnabled
                            ApproximateLastSignInDateTime = $last
                        }
                    })
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
