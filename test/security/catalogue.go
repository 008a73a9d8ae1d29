package security

// Attack is one line of docs/security/results.md: what somebody tries, what is looked at, and the tests that try it. A
// test is written as "package TestName" or, for a part of one, "package TestName/Part". An attack without tests is one
// on something that the product does not have; Why says so.
type Attack struct {
	Threat, Attack, Checked string
	Tests                   []string
	Why                     string
}

const (
	here  = "test/security "
	whole = "internal/app "
)

// Catalogue is every attack of which this repository holds a proof, threat by threat.
func Catalogue() []Attack {
	return append(append(strangers(), callers()...), machines()...)
}

// strangers attack what belongs to somebody else.
func strangers() []Attack {
	return []Attack{
		{"Tenant escape", "every operation of the API × things of another business, as its administrator, a guest and nobody",
			"the answer is that for a thing that never was; nothing of the other business is shown; its things are unchanged",
			[]string{here + "TestAttacks/AnotherTenant", "internal/arch TestNoRouteShowsAnotherTenant", whole + "TestAnotherAgencySeesNothing"}, ""},
		{"Tenant escape", "every table read as another business; the known holes of row security (owner, view, forged key, reused connection)", "0 foreign rows; writes for others refused",
			[]string{"internal/arch TestNoTableShowsAnotherTenant", "internal/platform/pg TestRowSecurityMatrix", "internal/arch TestSchemaKeepsTenantsApart", "internal/platform/pg/pglint TestPlantedHolesAreNamed"}, ""},
		{"Tenant escape", "PgBouncer in transaction mode with one connection for everybody", "nothing of one business is seen by the next",
			[]string{whole + "TestOneConnectionLeaksNothing", "internal/platform/pg TestPgBouncerMode"}, ""},
		{"Tenant escape", "a business's administrator at the operator's console", "the console is nowhere but in the operator's house", []string{whole + "TestTheConsoleIsTheOperatorsAlone"}, ""},
		{"IDOR within a business", "every operation × every role (nobody, guest, owner, staff, manager, administrator)", "exactly who the matrix allows; the refusal comes before the body is read",
			[]string{here + "TestAttacks/RoleMatrix", "internal/platform/rest TestWhoMayNotIsNotRead", "internal/arch TestPermissionsStandInTheMatrix"}, ""},
		{"IDOR within a business", "another guest, an owner, staff × the private things of one guest, every id known", "403 or 404, on the API and on pages",
			[]string{here + "TestAttacks/SomebodyElse", "internal/privacy TestPrivateLinksAndOthersDocuments", "internal/stays/staysio TestTheAccountNeedsItsPerson"}, ""},
		{"Guest link guessing", "random links from one address; a link of another agency; an expired one", "stopped after five, seen by the watch; 404 without difference",
			[]string{whole + "TestGuessingOfLinksIsSeen", "internal/platform/throttle TestGuessing", "internal/stays/staysio TestALinkOpensOneAgencysReservationOnly", "internal/privacy/privacyio TestLinksOpenOneDocumentForAWhile"}, ""},
		{"QR replay", "-", "-", nil, "no code is scanned yet: withdrawals at a counter belong to the cashback network, which this version does not have"},
		{"Coupon abuse", "-", "-", nil, "no coupons yet; the same races are proven on the last free night and on the last place of a plan (below)"},
		{"Existence oracle", "registration, sign-in, forgotten password and magic link with known and unknown addresses", "same answer, same work, mail only to the address itself",
			[]string{"internal/identity TestAddressesAreNotTold", "internal/identity/identityio TestTheWorkTellsNothing", "internal/identity TestContestedAddress"}, ""},
		{"Cross-tenant cache or job", "a key or a job without a business; a job of another business", "refused when made, refused by the worker, invisible to others",
			[]string{"internal/platform/cache TestAKeyNeedsATenantAndAKind", "internal/platform/jobs TestEnqueueRefuses", "internal/platform/jobs TestTenantsSeeTheirOwnJobsOnly", "internal/platform/jobs TestJobWithoutATenantIsRefusedByTheWorkerToo"}, ""},
	}
}

// callers attack by what they send.
func callers() []Attack {
	return []Attack{
		{"Mass assignment", "27 privileged fields × every object of every JSON body of every operation; the same by the forms of pages", "4xx that names the field; the person is as before",
			[]string{here + "TestAttacks/MassAssignment", "internal/identity/identityio TestAPIBadInput"}, ""},
		{"Price tampering", "price, total and currency sent along; quantities negative, nothing, huge, fractional; the price changed during checkout", "the server's own price; a quote is frozen",
			[]string{here + "TestAttacks/MassAssignment", "internal/stays TestAQuoteIsFrozen", "internal/stays TestBadDatesAndParties", "internal/stays TestAQuoteAddsUp"}, ""},
		{"JWT confusion", "22 changed tokens: none, HMAC by public keys, foreign keys by jwk, jku and kid, kid as path and as SQL, crit, issuer, audience, roles and expiry exchanged, another business's", "401, always",
			[]string{here + "TestAttacks/TokenConfusion", "internal/identity/identityio TestTokenConfusion", "internal/identity/identityio TestBearer"}, ""},
		{"Refresh theft", "an old refresh token again; two at the same time; after signing out", "the family dies, the person is told; parallel use has one successor",
			[]string{"internal/identity/identityio TestAPIJourney", "internal/identity/identityio TestParallelRefresh", "internal/identity TestRotation"}, ""},
		{"Webhook forgery", "body, signature and time changed, JSON written anew", "refused", []string{"internal/payments/sandboxpay TestWebhookEdge", "internal/app TestABusinessTakesPaymentsThroughStripe", "internal/app TestABusinessTakesPaymentsThroughPayPal", "internal/app TestContractsAreSignedAtAProvider"}, ""},
		{"Webhook replay and disorder", "one notification many times at once; a refund before its payment", "one effect; the same end",
			[]string{"internal/payments/sandboxpay TestOneNotificationCountsOnce", "internal/payments TestNotificationsConverge", whole + "TestNotificationsInAnyOrder"}, ""},
		{"CSRF", "every change × foreign Origin, null, Sec-Fetch-Site, with HTMX's header", "403; nothing else opens it",
			[]string{whole + "TestAnotherSiteChangesNothing", whole + "TestEachBusinessAdmitsItsOwnOrigins", "internal/web TestAFormFromAnotherSiteIsRefused"}, ""},
		{"Sign-in by force", "guessed passwords and codes, in parallel, by account and by address; locking a victim out", "limits, growing waits, nobody locked out for ever",
			[]string{whole + "TestPasswordsAreGuessedSlowly", "internal/identity/identityio TestNobodyIsLockedOutForEver", "internal/identity/identityio TestParallelGuessesAreCounted", "internal/identity/identityio TestSecondStepsAreLimited"}, ""},
		{"Injection by the API", "SQL, templates, headers, log lines, spreadsheets, markup, paths, redirects and control characters in every part of an address, query and body of every operation",
			"no 5xx, no sleeping database, no header of the sender's, no word about the inside, no HTML", []string{here + "TestAttacks/Injection", whole + "TestMistakesAreNamed"}, ""},
		{"Injection by forms", "the same in every field (hidden ones, choices and names of files too) of every form found by following links as a visitor, a guest, an owner and an administrator",
			"no 5xx, nobody led to another site; every page read again shows text, not markup", []string{here + "TestForms"}, ""},
		{"XSS, mails, papers, spreadsheets", "markup and formulas planted in every text that people can write: names, addresses, notes, seasons, roles, bookings, names of files",
			"text on every page (a browser runs none of it), in mails, calendars and contracts; no cell of an export is a formula; no script, launch or file in a PDF",
			[]string{here + "TestAttacks/Shown", "internal/platform/richtext TestPayloads", "internal/arch TestOutletsOfMarkup"}, ""},
		{"Fuzzing", "every operation with values from its own description: honest, bent and hostile, as nobody, guest and administrator", "no 5xx; every answer as the description promises", []string{here + "TestFuzz"}, ""},
	}
}

// machines attack by the way of transport, by files and by load.
func machines() []Attack {
	return []Attack{
		{"SSRF", "127/8, ::1, mapped, decimal and octal notations, metadata address, rebinding, redirects inside, other schemes, huge and slow answers", "the one client of the program dials public addresses only",
			[]string{here + "TestAttacks/InnerAddresses", "internal/platform/egress TestNoNotationLeadsInside", "internal/platform/egress TestRebinding", "internal/platform/egress TestARedirectLeadsNowhereInside", "internal/platform/egress TestAnswersAreBounded", "internal/arch TestOneWayOut"}, ""},
		{"Upload bombs", "pixels, frames, ratios, truncated and foreign formats, entities, floods of parts, deep and long JSON", "refused before decoding; memory bounded",
			[]string{here + "TestAttacks/Uploads", "internal/platform/picture TestBombsAreRefusedBeforeTheyAreDecoded", "internal/platform/picture TestWhatIsNoPicture", "internal/platform/picture TestNothingThatCameInGoesOut", "internal/privacy TestTheSafeRefuses", whole + "TestDisguisedFiles", whole + "TestFilesCannotRun"}, ""},
		{"Limits bypassed by headers", "X-Forwarded-For, Forwarded, X-Real-IP rotated; addresses of one IPv6 network", "one bucket", []string{whole + "TestVisitorsAreBounded", "internal/platform/throttle TestANetworkIsOneCaller"}, ""},
		{"Limits without Redis", "Redis goes away", "sign-in closes, the rest stays open", []string{whole + "TestWithoutRedisSignInIsClosedAndTheRestOpen"}, ""},
		{"Request smuggling", "11 requests whose end can be read in two ways", "one answer, 4xx, connection closed", []string{here + "TestAttacks/Smuggling", whole + "TestSmuggledRequests"}, ""},
		{"Slow clients", "heads and bodies that never end, answers that nobody reads, hundreds of connections of one address", "408 or closed; the others are answered", []string{here + "TestAttacks/SlowClients", "internal/platform/rest TestSlowBody", whole + "TestSlowClientsStopNobody", whole + "TestOneAddressKeepsNobodyOut", "internal/platform/rest TestBrokenOffBody"}, ""},
		{"Headers", "31 kinds of answers (pages, redirects, refusals, files, the API); foreign hosts, TRACE and unknown methods", "no sniffing, framing or foreign script; nothing said of the server; no mail leads to a foreign host",
			[]string{here + "TestAttacks/Headers", whole + "TestEveryKindOfAnswerIsGuarded", whole + "TestBrowsersTellWhatThePolicyRefused"}, ""},
		{"TLS and cookies", "the same answers and signing in behind a proxy that ends TLS", "HSTS on every answer; cookies __Host-, Secure, SameSite, without a domain",
			[]string{here + "TestAttacks/UnderTLS", whole + "TestCookiesAreOfThisHostAlone"}, ""},
		{"Races for money and stock", "the last night, the last place of a plan, a payment and its hold, refunds", "one winner; sums right",
			[]string{"internal/stays/staysio TestOneNightIsSoldOnce", whole + "TestAPlanHoldsUnderARush", whole + "TestSentTwiceIsBookedOnce", "internal/payments TestRefundsNeverExceed"}, ""},
		{"Migration lock", "a migration meets a busy table; processes that start together", "lock timeout, tried again; migrated once",
			[]string{"internal/platform/pg TestMigrationTriesAgainForABusyTable", "internal/platform/pg TestProcessesThatStartTogetherMigrateOnce"}, ""},
		{"Secrets in logs", "planted personal data and secrets", "masked everywhere",
			[]string{"internal/platform/obs TestPersonalDataNeverReachesTheLog", "internal/platform/obs TestSecretHidesItselfEverywhere", "internal/platform/trail TestSecretsStayOut", whole + "TestNoSecretIsTold", whole + "TestAFailedMailTellsNothing"}, ""},
		{"Tampered audit trail", "entries changed, removed, reordered by somebody with the database", "found", []string{"internal/platform/trail TestTamperingIsFound", "internal/platform/trail TestTheProgramsRoleCannotTouchTheChain"}, ""},
	}
}
