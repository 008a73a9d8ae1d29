// Command comptoir is the whole program: it serves the sites, the desk and the API, runs the jobs, and does what an
// operator does from a command line. `comptoir --help` lists the commands, `comptoir help config` the configuration.
//
// Exit codes: 0 done, 1 failed, 2 the command line or the configuration is wrong, 3 `doctor` found something.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // property-local time on machines without zone files

	"github.com/alecthomas/kong"

	"comptoir/internal/platform/config"
)

// version is set when the program is built: -ldflags "-X main.version=…".
var version = "dev"

// The exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
	exitSick   = 3

	exitUnverified = 2 // of audit verify and ledger verify, whose 1 says that somebody has tampered
)

// errSick makes doctor end with its own code.
var errSick = errors.New("something needs attention")

type commands struct {
	Config config.Config `embed:""`

	Demo     demoCommand     `cmd:"" help:"Start with the demonstration: two agencies, their past and their future."`
	Serve    serveCommand    `cmd:"" help:"Serve sites, desk and API, and run the jobs (--role)."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database's schema up to this program, or back."`
	Tenant   tenantCommand   `cmd:"" help:"The businesses of this installation."`
	Operator operatorCommand `cmd:"" help:"The people who operate this installation."`
	User     userCommand     `cmd:"" help:"The people of a business."`
	Keys     keysCommand     `cmd:"" help:"The keys that encrypt what the businesses keep secret."`
	Backup   backupCommand   `cmd:"" help:"Encrypted back-ups of database and files."`
	OpenAPI  openapiCommand  `cmd:"" name:"openapi" help:"Print the OpenAPI document of the API."`
	Audit    auditCommand    `cmd:"" help:"The audit trail of the businesses."`
	Ledger   ledgerCommand   `cmd:"" help:"The books of the businesses."`
	Invoices invoicesCommand `cmd:"" help:"The issued papers of the businesses."`
	Doctor   doctorCommand   `cmd:"" help:"Check every dependency, and say what is wrong and how to mend it."`
	Explain  explainCommand  `cmd:"" name:"help" help:"Explain the configuration: comptoir help config."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// env is what a command works with.
type env struct {
	ctx    context.Context
	config config.Config
	out    io.Writer
}

func main() { os.Exit(run(os.Args[1:], os.Environ(), os.Stdout, os.Stderr)) }

func run(args, environ []string, out, errs io.Writer) int {
	var c commands
	left := -1
	parser, err := kong.New(&c, kong.Name("comptoir"), kong.UsageOnError(), kong.Writers(out, errs), kong.Exit(func(code int) { left = code }),
		kong.Description("Site, back office, API, payments, papers and accounts of independent businesses, in one program."))
	if err != nil {
		fmt.Fprintln(errs, "comptoir:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if left >= 0 {
		return left
	}
	if err != nil {
		fmt.Fprintln(errs, "comptoir:", err)
		return exitUsage
	}
	if err := c.Config.Complete(environ); err != nil {
		fmt.Fprintln(errs, "comptoir:", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := parsed.Run(&env{ctx: ctx, config: c.Config, out: out}); {
	case err == nil:
		return 0
	case errors.Is(err, errSick):
		return exitSick
	case errors.Is(err, errUnverified):
		fmt.Fprintln(errs, "comptoir:", err)
		return exitUnverified
	default:
		fmt.Fprintln(errs, "comptoir:", err)
		return exitFailed
	}
}

type versionCommand struct{}

// Run implements the command.
func (versionCommand) Run(e *env) error {
	_, err := fmt.Fprintln(e.out, "comptoir", version)
	return err
}

type explainCommand struct {
	Topic string `arg:"" optional:"" default:"config" enum:"config" help:"config"`
}

// Run implements the command.
func (explainCommand) Run(e *env) error {
	_, err := fmt.Fprint(e.out, config.Markdown())
	return err
}
