/**
 * The fields of an order in the vault. Classes say how a field is handled, not which list the marketplace puts it on: several of these are
 * personal although the marketplace gives them out without a restricted token (postal code, company name, delivery instruction, drop-off
 * place, tax registrations, tracking number, gift message, customisation URL).
 */
export type FieldClass = 'contact' | 'address' | 'tax' | 'order' | 'unclassified'
export type FieldType = 'text' | 'number' | 'date' | 'time' | 'json'
/** Whom the value is about. `seller` is whoever runs Azukari, so not a data owner whose data is kept for somebody else. */
export type About = 'buyer' | 'recipient' | 'order' | 'seller' | 'marketplace' | 'unknown'

export interface FieldEntry {
  readonly name: string
  readonly type: FieldType
  readonly class: FieldClass
  readonly about: About
  /** Why it is in this class, where that is not plain from its name. */
  readonly why?: string
}

const group =
  (cls: FieldClass, about: About) =>
  (name: string, type: FieldType = 'text', why?: string): FieldEntry => ({
    name,
    type,
    class: cls,
    about,
    ...(why === undefined ? {} : { why }),
  })

const buyer = group('contact', 'buyer')
const buyerPlace = group('address', 'buyer')
const recipient = group('contact', 'recipient')
const place = group('address', 'recipient')
const tax = group('tax', 'buyer')
const order = group('order', 'order')
const seller = group('order', 'seller')
const strict = group('unclassified', 'unknown')

const PEOPLE = [
  buyer('buyer.name'),
  buyer('buyer.email', 'text', 'an alias, but one that reaches the person'),
  buyer('buyer.phone'),
  buyer('buyer.companyName', 'text', 'often a sole trader, so a person; given without a restricted token'),
  buyer('buyer.purchaseOrderNumber', 'text', 'free text typed by the buyer'),
  buyer('buyer.license', 'json', 'a licence holder’s name and number, for regulated goods'),
  buyerPlace('buyer.county'),
  buyer('billing.name'),
  buyerPlace('billing.line1'),
  buyerPlace('billing.line2'),
  buyerPlace('billing.line3'),
  buyerPlace('billing.city'),
  buyerPlace('billing.district'),
  buyerPlace('billing.county'),
  buyerPlace('billing.stateOrRegion'),
  buyerPlace('billing.postalCode'),
  buyerPlace('billing.countryCode'),
  recipient('recipient.name'),
  recipient('recipient.companyName'),
  recipient('recipient.phone'),
] as const

const PLACES = [
  place('recipient.line1'),
  place('recipient.line2'),
  place('recipient.line3'),
  place('recipient.city'),
  place('recipient.district'),
  place('recipient.county'),
  place('recipient.municipality'),
  place('recipient.stateOrRegion'),
  place('recipient.postalCode', 'text', 'in Japan seven digits can mean one building'),
  place('recipient.countryCode'),
  place('recipient.streetName'),
  place('recipient.streetNumber'),
  place('recipient.complement'),
  place('recipient.neighborhood'),
  place('recipient.latitude', 'number'),
  place('recipient.longitude', 'number'),
  place('recipient.addressType', 'text', 'says whether somebody lives there'),
  place('delivery.dropOffLocation', 'text', 'where a parcel may be left unattended'),
  place('delivery.addressInstruction', 'text', 'free text: door codes, neighbours, landmarks'),
  place('delivery.deliveryTime', 'json', 'when somebody is there, and when nobody is'),
  place('delivery.capabilities', 'json'),
  place('delivery.timeZone'),
  place('delivery.customShipLabel', 'text', 'free text printed on the parcel; nobody says what is in it'),
] as const

const TAXES = [
  tax('tax.registrations', 'json', 'legal name, number and address; a CPF is a person’s number'),
  tax('tax.buyerInformation', 'json', 'legal name, address, number and tax office of a business buyer'),
  tax('tax.buyerTaxInfo', 'json', 'legal name and tax identifiers of the buyer'),
  tax('tax.buyerInvoicePreference', 'text', 'says whether the buyer is an individual'),
  tax(
    'tax.marketplace',
    'json',
    'the marketplace’s own, but the model calls the value the buyer’s identifier',
  ),
  tax(
    'payment.authorizations',
    'json',
    'authorisation code, acquirer and card brand: given for invoices in Brazil',
  ),
  order('tax.invoiceStatus'),
] as const

const ITEMS = [
  order('items', 'json', 'by order item id; what people wrote or own is taken out into items.personal'),
  buyer(
    'items.personal',
    'json',
    'by order item id: gift message, customisation URL, serial numbers, reasons for cancelling, store chosen',
  ),
  order('packages', 'json', 'by package reference, without what follows a parcel to a door'),
  recipient(
    'packages.personal',
    'json',
    'by package reference: tracking number (opens the parcel’s way to the door) and the codes of each unit',
  ),
  seller('seller.shipFrom', 'json', 'the seller’s own warehouse or shop, not the buyer’s address'),
  seller('seller.displayName'),
  strict(
    'regulated',
    'json',
    'answers to a prescription form: may be about health; whatever is in it, strictest',
  ),
  strict('unclassified', 'json', 'members the map does not know, by path: kept, as personal as can be'),
] as const

const ORDER = [
  order('order.status'),
  order('order.createdTime', 'time'),
  order('order.lastUpdatedTime', 'time'),
  order('order.aliases', 'json', 'numbers the seller gives to its own orders'),
  order('order.programs', 'json'),
  order('order.associated', 'json'),
  order('order.channelName'),
  order('order.marketplaceId'),
  order('order.marketplaceName'),
  order('order.fulfillmentOrders', 'json'),
  order('order.attributes', 'json', 'flags and service levels of older formats'),
  order('proceeds', 'json', 'amounts only'),
  order('payment', 'json', 'method and amount; nothing that names an account or a card'),
  order('fulfillment', 'json', 'who ships, how fast, by when'),
] as const

/** Every field, once, without its sources: see ORDER_FIELDS. */
export const FIELD_TABLE: readonly FieldEntry[] = [...PEOPLE, ...PLACES, ...TAXES, ...ITEMS, ...ORDER]
