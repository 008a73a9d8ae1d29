module comptoir/sdk/go

go 1.24
