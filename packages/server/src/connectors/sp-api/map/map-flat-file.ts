import { type LeafMap, leaves } from './map-parts.ts'

const PERSON = leaves(`
  buyer-email=buyer.email buyer-name=buyer.name buyer-phone-number=buyer.phone buyer-company-name=buyer.companyName
  purchase-order-number=buyer.purchaseOrderNumber bill-name=billing.name bill-address-1=billing.line1 bill-address-2=billing.line2
  bill-address-3=billing.line3 bill-city=billing.city bill-district=billing.district bill-county=billing.county
  bill-state=billing.stateOrRegion bill-postal-code=billing.postalCode bill-country=billing.countryCode
  licensee-name=buyer.license#name license-number=buyer.license#number license-state=buyer.license#state
  license-expiration-date=buyer.license#expirationDate
  recipient-name=recipient.name ship-phone-number=recipient.phone ship-address-1=recipient.line1 ship-address-2=recipient.line2
  ship-address-3=recipient.line3 ship-city=recipient.city ship-district=recipient.district ship-county=recipient.county
  ship-state=recipient.stateOrRegion ship-postal-code=recipient.postalCode ship-country=recipient.countryCode
  address-type=recipient.addressType delivery-instructions=delivery.addressInstruction
  delivery-time-zone=delivery.timeZone
  delivery-start-date=delivery.deliveryTime#startDate delivery-end-date=delivery.deliveryTime#endDate`)

const TAX = leaves(`
  cpf=tax.buyerInformation#cpf buyer-tax-registration-id=tax.buyerInformation#taxRegistrationId
  buyer-tax-registration-country=tax.buyerInformation#taxRegistrationCountry
  buyer-tax-registration-type=tax.buyerInformation#taxRegistrationType
  buyer-identification-number=tax.buyerInformation#identificationNumber
  buyer-identification-type=tax.buyerInformation#identificationType`)

const ORDER = leaves(`
  purchase-date=order.createdTime last-updated-date=order.lastUpdatedTime order-status=order.status
  sales-channel=order.channelName payment-method=payment#method payment-method-details=payment#methodDetails
  cod-collectible-amount=payment#codCollectibleAmount already-paid=payment#alreadyPaid payment-method-fee=payment#methodFee
  payments-date=payment#paymentsDate fulfillment-channel=fulfillment#fulfilledBy fulfilled-by=fulfillment#fulfilledByName
  ship-service-level=fulfillment#shipServiceLevel ship-service-name=fulfillment#shipServiceName
  promise-date=fulfillment#promiseDate earliest-ship-date=fulfillment#shipByWindow.earliestDateTime
  latest-ship-date=fulfillment#shipByWindow.latestDateTime earliest-delivery-date=fulfillment#deliverByWindow.earliestDateTime
  latest-delivery-date=fulfillment#deliverByWindow.latestDateTime
  merchant-order-id=order.attributes#sellerOrderId order-channel=order.attributes#orderChannel
  order-channel-instance=order.attributes#orderChannelInstance external-order-id=order.attributes#externalOrderId
  reporting-date=order.attributes#reportingDate days-past-promise=order.attributes#daysPastPromise is-prime=order.attributes#isPrime
  is-business-order=order.attributes#isBusinessOrder is-premium-order=order.attributes#isPremiumOrder
  is-global-express=order.attributes#isGlobalExpressEnabled is-replacement-order=order.attributes#isReplacementOrder
  is-exchange-order=order.attributes#isExchangeOrder original-order-id=order.attributes#originalOrderId
  is-sold-by-ab=order.attributes#isSoldByAB is-iba=order.attributes#isIBA is-ispu-order=order.attributes#isISPU
  is-access-point-order=order.attributes#isAccessPointOrder is-buyer-requested-cancellation=order.attributes#isBuyerRequestedCancel
  verge-of-cancellation=order.attributes#vergeOfCancellation
  verge-of-lateshipment=order.attributes#vergeOfLateShipment
  default-ship-from-address-name=seller.shipFrom#default.name default-ship-from-address-field-1=seller.shipFrom#default.line1
  default-ship-from-address-field-2=seller.shipFrom#default.line2 default-ship-from-address-field-3=seller.shipFrom#default.line3
  default-ship-from-city=seller.shipFrom#default.city default-ship-from-state=seller.shipFrom#default.stateOrRegion
  default-ship-from-country=seller.shipFrom#default.countryCode default-ship-from-postal-code=seller.shipFrom#default.postalCode`)

const ITEM = leaves(`
  sku=product.sellerSku asin=product.asin product-name=product.title number-of-items=product.numberOfItems
  quantity-purchased=quantityOrdered quantity=quantityOrdered quantity-shipped=quantityShipped quantity-to-ship=quantityToShip
  item-status=status currency=currencyCode item-price=itemPrice.amount item-tax=itemTax.amount shipping-price=shippingPrice.amount
  shipping-tax=shippingTax.amount gift-wrap-type=giftWrapLevel gift-wrap-price=giftWrapPrice.amount gift-wrap-tax=giftWrapTax.amount
  item-promotion-discount=promotionDiscount.amount item-promotion-id=promotionIds promotion-ids=promotionIds
  ship-promotion-discount=shippingDiscount.amount ship-promotion-id=shippingPromotionIds points-granted=pointsGranted.pointsNumber
  price-designation=product.price.priceDesignation is-transparency=isTransparency is-gift=isGift
  scheduled-delivery-start-date=scheduledDeliveryWindow.earliestDateTime
  scheduled-delivery-end-date=scheduledDeliveryWindow.latestDateTime ioss-number=iossNumber
  signature-confirmation-recommended=signatureConfirmationRecommended
  tax-collection-model=tax.collection.model tax-collection-responsible-party=tax.collection.responsibleParty
  merchant-order-item-id=sellerOrderItemId shipment-id=shipmentId shipment-item-id=shipmentItemId shipment-date=shipmentDate
  carrier=carrier estimated-arrival-date=estimatedArrivalDate fulfillment-center-id=fulfillmentCenterId`)

const ITEM_PERSONAL = leaves(`
  gift-message-text=giftMessage customized-url=customizedUrl customized-page=customizedPage serial-numbers=serialNumbers
  tracking-number=trackingNumber store-chain-store-id=storeChainStoreId cancel-reason=cancelRequestReason
  buyer-cancel-reason=cancelRequestReason`)

const inItem = (field: string, list: LeafMap): LeafMap =>
  Object.fromEntries(Object.entries(list).map(([column, to]) => [`rows[].${column}`, `${field}#{}.${to}`]))
const once = (list: LeafMap): LeafMap =>
  Object.fromEntries(Object.entries(list).map(([column, to]) => [`rows[].${column}`, to]))

/**
 * Columns of the tab-separated order reports. Every column sits under `rows[]`: the columns of the order are repeated on each of its rows.
 * What only one report calls by another name is listed beside its sibling.
 */
export const FLAT_FILE: LeafMap = {
  'rows[].order-id': '@id',
  'rows[].amazon-order-id': '@id',
  'rows[].order-item-id': 'items#{}.orderItemId',
  'rows[].amazon-order-item-id': 'items#{}.orderItemId',
  ...once({ ...PERSON, ...TAX, ...ORDER }),
  ...inItem('items', ITEM),
  ...inItem('items.personal', ITEM_PERSONAL),
}
