# For the pack passwordless: how people may sign in, and which methods they have registered.
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
                    AuthenticationMethodConfigurations = @($policy.AuthenticationMethodConfigurations)
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
                            MethodsRegistered = @($person.MethodsRegistered)
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
                    # Of the people that it names, only whether these are all.
                    $everybody = @(@($policy.Conditions.Users.IncludeUsers) -eq 'All')
                    $strength = $null
                    if ([string] $policy.GrantControls.AuthenticationStrength.Id -ne '') {
                        $strength = [ordered] @{
                            Id = [string] $policy.GrantControls.AuthenticationStrength.Id
                            DisplayName = [string] $policy.GrantControls.AuthenticationStrength.DisplayName
                            AllowedCombinations = @($policy.GrantControls.AuthenticationStrength.AllowedCombinations)
                        }
                    }
                    $rows += [ordered] @{
                        TenantId = $tenantId
                        InitialDomain = $initial
                        Id = [string] $policy.Id
                        DisplayName = [string] $policy.DisplayName
                        State = [string] $policy.State
                        Conditions = [ordered] @{
                            Applications = [ordered] @{
                                IncludeApplications = @($policy.Conditions.Applications.IncludeApplications)
                                IncludeUserActions = @($policy.Conditions.Applications.IncludeUserActions)
                            }
                            Users = [ordered] @{ IncludeUsers = $everybody; IncludeRoles = @($policy.Conditions.Users.IncludeRoles) }
                        }
                        GrantControls = [ordered] @{
                            Operator = [string] $policy.GrantControls.Operator
                            BuiltInControls = @($policy.GrantControls.BuiltInControls)
                            CustomAuthenticationFactors = @($policy.GrantControls.CustomAuthenticationFactors)
                            TermsOfUse = @($policy.GrantControls.TermsOfUse)
                            AuthenticationStrength = $strength
                        }
                    }
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
                        AllowedCombinations = @($strength.AllowedCombinations)
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
                                Certificate = @($authority.Certificate)
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
                        # Only Windows is asked for its build.
                        if ([string] $device.OperatingSystem -ne 'Windows') { continue }
                        $last = ''
                        if ($null -ne $device.ApproximateLastSignInDateTime) { $last = ([datetime] $device.ApproximateLastSignInDateTime).ToUniversalTime().ToString('o') }
                        [ordered] @{
                            TenantId = $tenantId
                            InitialDomain = $initial
                            Id = [string] $device.Id
                            DisplayName = [string] $device.DisplayName
                            OperatingSystem = [string] $device.OperatingSystem
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
