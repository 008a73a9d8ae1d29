import { Comptoir, ComptoirError } from "@comptoir/sdk";

const comptoir = new Comptoir({ address: process.env["COMPTOIR_URL"]!, tenant: process.env["COMPTOIR_TENANT"]! });
const day = (after: number): string => new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10);
const stay = { checkIn: day(60), checkOut: day(67), adults: 2 };
for await (const home of comptoir.stays.getPropertiesAll(stay)) {
  try {
    const quote = await comptoir.stays.postQuotes({ propertyId: home.id, ...stay });
    console.log(home.name["fr"], quote.total.amount, quote.total.currency);
    break;
  } catch (e) {
    if (!(e instanceof ComptoirError && e.code === "stays.period_taken")) throw e; // else somebody was quicker
  }
}
