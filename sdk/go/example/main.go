// Command example asks an agency which homes are free in two months, and for the exact price of the first.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	comptoir "comptoir/sdk/go"
)

func main() {
	ctx := context.Background()
	client, err := comptoir.New(os.Getenv("COMPTOIR_URL"), comptoir.WithTenant(os.Getenv("COMPTOIR_TENANT")))
	if err != nil {
		log.Fatal(err)
	}
	from, to := comptoir.DateOf(time.Now().AddDate(0, 0, 60)), comptoir.DateOf(time.Now().AddDate(0, 0, 67))
	for home, err := range client.Stays.GetPropertiesAll(ctx, comptoir.StaysGetPropertiesQuery{CheckIn: from, CheckOut: to, Adults: 2}) {
		if err != nil {
			log.Fatal(err)
		}
		quote, err := client.Stays.PostQuotes(ctx, comptoir.QuoteInputBody{PropertyID: home.ID, CheckIn: from, CheckOut: to, Adults: 2})
		if comptoir.IsCode(err, "stays.period_taken") {
			continue // somebody was quicker
		} else if err != nil {
			log.Fatal(err)
		}
		fmt.Println(home.Name["fr"], quote.Total.Amount, quote.Total.Currency)
		return
	}
}
