module comptoir/tools

go 1.26
