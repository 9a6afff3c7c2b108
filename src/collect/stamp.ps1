# In the Gregorian calendar, whatever the culture of this computer counts by.
$stamp = $started.ToString('o') -replace '^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d).*$', '$1$2$3-$4$5$6'
$root = (Get-Item -Force -LiteralPath $OutputFolder).FullName
