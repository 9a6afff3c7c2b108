Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
# A profile decides neither whether this script asks, stops or goes on, nor which parameters calls get.
$WarningPreference = 'Continue'
$ConfirmPreference = 'None'
$WhatIfPreference = $false
$PSDefaultParameterValues = @{}
