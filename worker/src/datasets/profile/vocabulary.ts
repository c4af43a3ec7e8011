const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter((word) => word !== ""));

/** Adding these up answers a question: how much in all. */
export const amountWords = set(`
  sale revenue turnover amount total subtotal quantity qty unit count number volume cost expense expenditure spend spent
  payment paid charge fee tax gross net profit loss income earning budget fund funding donation refund invoice freight
  shipping fare tip bill vote order visit click impression view download passenger population death case birth discharge
  record item piece defect scrap reject output produced production consumption kwh energy rainfall precipitation duty
  gdp export import transaction booking delivery shipment injury fatality accident casualty crime offence claim stock
  inventory attendance enrollment employee headcount goal point win hit byte bytes duration hour downtime minutes
  umsatz menge betrag kosten gewinn anzahl erlös summe ventas cantidad importe costo coste beneficio montant quantité coût`);

/** Adding these up means nothing; they are averaged. */
export const measureWords = set(`
  price temperature temp age score rating rank ranking grade year month day week quarter height width length depth
  thickness diameter radius weight mass speed velocity rpm torque pressure humidity density ph voltage current power
  frequency angle level concentration acidity sugar alcohol sulphate chloride viscosity hardness strength wear size area
  distance salary wage balance bmi glucose cholesterol pulse mileage mpg horsepower displacement acceleration
  magnitude elevation altitude iq gpa index average avg mean median min max minimum maximum std deviation variance
  quality stars runtime time latency preis temperatur alter gewicht precio edad peso prix âge poids`);

/** A share or a price per something: weighted, never added. */
export const rateWords = set(`
  rate ratio percent percentage pct % share proportion discount yield probability prob likelihood utilization
  utilisation efficiency margin growth return roi conversion quote anteil rabatt tasa descuento taux remise`);

/** Shares when they are small, differences of anything when they are not: a margin of 20 points. */
export const differenceWords = set("margin growth return");

/** Money when it is no share. */
export const reductionWords = set("discount rabatt descuento remise");

/** What makes a statistic out of anything: the average of sales is no amount. */
export const averagedWords = set("average avg mean median per unitary typical moyenne durchschnitt promedio");

export const identifierWords = set(`
  id ids uid uuid guid key code zip zipcode postal postcode plz phone telephone mobile fax ssn ean upc isbn issn sku vin
  iban bic serial barcode hash token fips iata icao asin cusip isin npi`);

/** Numbering, where the values are no quantities: "order number", "invoice no". */
export const numberingWords = set("no nr num number nummer numero número index idx row");

/** What is carried out in steps or has lines: its own amounts stand beside each of them. */
export const undertakingWords = set(`
  case order invoice ticket booking reservation batch lot job claim shipment consignment visit encounter admission session
  trip auftrag rechnung pedido factura facture commande`);

export const placeWords = set(`
  country state city county province territory nation continent town village municipality district borough
  address street land stadt staat pais país ciudad pays ville iso2 iso3`);

export const classWords = set(
  "class type category group segment level tier stage phase cluster label kind grade zone bin pclass",
);
