import { into, type LeafMap, leaves, under } from './map-parts.ts'

const MONEY = leaves('CurrencyCode=currencyCode Amount=amount')
const money = (from: string, to: string): LeafMap => under(from, MONEY, (leaf) => `${to}.${leaf}`)
const TAX_CLASSES = leaves(
  'TaxClassifications[].Name=classifications[].name TaxClassifications[].Value=classifications[].value',
)
const INTERVAL = leaves(
  'StartTime.Hour=startTime.hour StartTime.Minute=startTime.minute EndTime.Hour=endTime.hour EndTime.Minute=endTime.minute',
)
const ADDRESS = leaves(`
  Name=name CompanyName=companyName AddressLine1=line1 AddressLine2=line2 AddressLine3=line3 City=city County=county District=district
  StateOrRegion=stateOrRegion Municipality=municipality PostalCode=postalCode CountryCode=countryCode Phone=phone AddressType=addressType
  ExtendedFields.StreetName=streetName ExtendedFields.StreetNumber=streetNumber ExtendedFields.Complement=complement
  ExtendedFields.Neighborhood=neighborhood ExtendedFields.GeoCoordinates.Latitude=latitude ExtendedFields.GeoCoordinates.Longitude=longitude`)

const BUYER: LeafMap = {
  BuyerEmail: 'buyer.email',
  BuyerName: 'buyer.name',
  BuyerCounty: 'buyer.county',
  PurchaseOrderNumber: 'buyer.purchaseOrderNumber',
  ...into('tax.buyerTaxInfo', '', 'BuyerTaxInfo', {
    ...leaves('CompanyLegalName=companyLegalName TaxingRegion=taxingRegion'),
    ...TAX_CLASSES,
  }),
}

const SHIPPING_ADDRESS: LeafMap = under('ShippingAddress', ADDRESS, (to) => `recipient.${to}`)

const PREFERENCES: LeafMap = {
  'DeliveryPreferences.DropOffLocation': 'delivery.dropOffLocation',
  'DeliveryPreferences.AddressInstructions': 'delivery.addressInstruction',
  'DeliveryPreferences.OtherAttributes[]': 'delivery.capabilities#[]',
  ...into('delivery.deliveryTime', '', 'DeliveryPreferences.PreferredDeliveryTime', {
    'BusinessHours[].DayOfWeek': 'businessHours[].dayOfWeek',
    ...under('BusinessHours[].OpenIntervals[]', INTERVAL, (to) => `businessHours[].timeWindows[].${to}`),
    'ExceptionDates[].ExceptionDate': 'exceptionDates[].exceptionDate',
    'ExceptionDates[].IsOpen': 'exceptionDates[].isOpen',
    ...under('ExceptionDates[].OpenIntervals[]', INTERVAL, (to) => `exceptionDates[].timeWindows[].${to}`),
  }),
}

const PAYMENT: LeafMap = {
  ...into('payment', 'executions.{}', 'PaymentExecutionDetail[]', {
    ...money('Payment', 'amount'),
    ...leaves('PaymentMethod=method'),
  }),
  ...into(
    'payment.authorizations',
    '{}',
    'PaymentExecutionDetail[]',
    leaves('AcquirerId=acquirerId CardBrand=cardBrand AuthorizationCode=authorizationCode'),
  ),
  PaymentMethod: 'payment#method',
  'PaymentMethodDetails[]': 'payment#methodDetails[]',
}

const TAX: LeafMap = {
  BuyerInvoicePreference: 'tax.buyerInvoicePreference',
  ElectronicInvoiceStatus: 'tax.invoiceStatus',
  ...into(
    'tax.buyerInformation',
    '',
    'BuyerTaxInformation',
    leaves(`BuyerLegalCompanyName=legalCompanyName BuyerBusinessAddress=businessAddress
      BuyerTaxRegistrationId=taxRegistrationId BuyerTaxOffice=taxOffice`),
  ),
  ...into('tax.marketplace', '', 'MarketplaceTaxInfo', TAX_CLASSES),
}

const ATTRIBUTES: LeafMap = Object.fromEntries(
  Object.entries(
    leaves(`
    SellerOrderId=sellerOrderId OrderChannel=orderChannel OrderType=orderType EasyShipShipmentStatus=easyShipShipmentStatus
    NumberOfItemsShipped=numberOfItemsShipped NumberOfItemsUnshipped=numberOfItemsUnshipped
    IsBusinessOrder=isBusinessOrder IsPrime=isPrime IsPremiumOrder=isPremiumOrder IsGlobalExpressEnabled=isGlobalExpressEnabled
    ReplacedOrderId=replacedOrderId IsReplacementOrder=isReplacementOrder IsSoldByAB=isSoldByAB IsIBA=isIBA IsISPU=isISPU
    PromiseResponseDueDate=promiseResponseDueDate IsEstimatedShipDateSet=isEstimatedShipDateSet
    IsAccessPointOrder=isAccessPointOrder HasRegulatedItems=hasRegulatedItems
    FulfillmentInstruction.FulfillmentSupplySourceId=fulfillmentSupplySourceId
    AutomatedShippingSettings.HasAutomatedShippingSettings=automatedShipping.enabled
    AutomatedShippingSettings.AutomatedCarrier=automatedShipping.carrier
    AutomatedShippingSettings.AutomatedShipMethod=automatedShipping.method`),
  ).map(([path, to]) => [path, `order.attributes#${to}`]),
)

const FULFILLMENT: LeafMap = Object.fromEntries(
  Object.entries(
    leaves(`
    FulfillmentChannel=fulfilledBy ShipmentServiceLevelCategory=serviceLevel ShipServiceLevel=shipServiceLevel
    EarliestShipDate=shipByWindow.earliestDateTime LatestShipDate=shipByWindow.latestDateTime
    EarliestDeliveryDate=deliverByWindow.earliestDateTime LatestDeliveryDate=deliverByWindow.latestDateTime`),
  ).map(([path, to]) => [path, `fulfillment#${to}`]),
)

const GIFT = {
  ...money('GiftWrapPrice', 'giftWrapPrice'),
  ...money('GiftWrapTax', 'giftWrapTax'),
  GiftWrapLevel: 'giftWrapLevel',
}
const GIFT_PERSONAL = leaves('BuyerCustomizedInfo.CustomizedURL=customizedUrl GiftMessageText=giftMessage')

const ITEM: LeafMap = into('items', '{}', 'OrderItems[]', {
  ...leaves(`
    OrderItemId=orderItemId ASIN=product.asin SellerSKU=product.sellerSku Title=product.title QuantityOrdered=quantityOrdered QuantityShipped=quantityShipped
    ProductInfo.NumberOfItems=product.numberOfItems AssociatedItems[].OrderId=associatedOrderItems[].orderId
    AssociatedItems[].OrderItemId=associatedOrderItems[].orderItemId AssociatedItems[].AssociationType=associatedOrderItems[].associationType
    PointsGranted.PointsNumber=pointsGranted.pointsNumber PromotionIds[]=promotionIds[] IsGift=isGift
    ConditionNote=product.condition.conditionNote ConditionId=product.condition.conditionType
    ConditionSubtypeId=product.condition.conditionSubtype
    ScheduledDeliveryStartDate=scheduledDeliveryWindow.earliestDateTime ScheduledDeliveryEndDate=scheduledDeliveryWindow.latestDateTime
    PriceDesignation=product.price.priceDesignation TaxCollection.Model=tax.collection.model
    TaxCollection.ResponsibleParty=tax.collection.responsibleParty SerialNumberRequired=serialNumberRequired
    IsTransparency=isTransparency IossNumber=iossNumber DeemedResellerCategory=deemedResellerCategory
    BuyerRequestedCancel.IsBuyerRequestedCancel=cancellation.requestedByBuyer
    SubstitutionPreferences.SubstitutionType=substitution.substitutionType Measurement.Unit=measurement.unit
    Measurement.Value=measurement.value AmazonPrograms.Programs[]=programs[]
    ShippingConstraints.PalletDelivery=shippingConstraints.palletDelivery
    ShippingConstraints.SignatureConfirmation=shippingConstraints.signatureConfirmation
    ShippingConstraints.RecipientIdentityVerification=shippingConstraints.recipientIdentityVerification
    ShippingConstraints.RecipientAgeVerification=shippingConstraints.recipientAgeVerification
    ShippingConstraints.CashOnDelivery=shippingConstraints.cashOnDelivery`),
  ...under(
    'SubstitutionPreferences.SubstitutionOptions[]',
    leaves(
      'ASIN=asin QuantityOrdered=quantityOrdered SellerSKU=sellerSku Title=title Measurement.Unit=measurement.unit ' +
        'Measurement.Value=measurement.value',
    ),
    (to) => `substitution.substitutionOptions[].${to}`,
  ),
  ...money('PointsGranted.PointsMonetaryValue', 'pointsGranted.pointsMonetaryValue'),
  ...money('ItemPrice', 'itemPrice'),
  ...money('ShippingPrice', 'shippingPrice'),
  ...money('ItemTax', 'itemTax'),
  ...money('ShippingTax', 'shippingTax'),
  ...money('ShippingDiscount', 'shippingDiscount'),
  ...money('ShippingDiscountTax', 'shippingDiscountTax'),
  ...money('PromotionDiscount', 'promotionDiscount'),
  ...money('PromotionDiscountTax', 'promotionDiscountTax'),
  ...money('CODFee', 'codFee'),
  ...money('CODFeeDiscount', 'codFeeDiscount'),
  ...GIFT,
  ...under('BuyerInfo', GIFT, (to) => to),
})

const ITEM_PERSONAL: LeafMap = into('items.personal', '{}', 'OrderItems[]', {
  ...GIFT_PERSONAL,
  ...under('BuyerInfo', GIFT_PERSONAL, (to) => to),
  ...leaves('SerialNumbers[]=serialNumbers[] BuyerRequestedCancel.BuyerCancelReason=cancelRequestReason'),
  ...leaves('StoreChainStoreId=storeChainStoreId'),
})

const REGULATED: LeafMap = {
  RequiresDosageLabel: 'regulated#requiresDosageLabel',
  ...into(
    'regulated',
    'fields[]',
    'RegulatedInformation.Fields[]',
    leaves('FieldId=id FieldLabel=label FieldType=type FieldValue=value'),
  ),
  ...into(
    'regulated',
    'verification',
    'RegulatedOrderVerificationStatus',
    leaves(`Status=status RequiresMerchantAction=requiresMerchantAction ReviewDate=reviewDate ExternalReviewerId=externalReviewerId
      ValidRejectionReasons[].RejectionReasonId=validRejectionReasons[].id
      ValidRejectionReasons[].RejectionReasonDescription=validRejectionReasons[].description
      RejectionReason.RejectionReasonId=rejectionReason.id RejectionReason.RejectionReasonDescription=rejectionReason.description
      ValidVerificationDetails[].VerificationDetailType=validVerificationDetails[].type
      ValidVerificationDetails[].ValidVerificationStatuses[]=validVerificationDetails[].statuses[]
      ValidInterimStatusCodes[].StatusCode=validInterimStatusCodes[].code
      ValidInterimStatusCodes[].StatusDescription=validInterimStatusCodes[].description`),
  ),
}

/**
 * Orders v0: an `Order`, and what the calls beside it return for one order (buyer, address, items, items' buyers, regulated information).
 * Their members do not collide, so that one map reads them all.
 */
export const ORDERS_V0: LeafMap = {
  AmazonOrderId: '@id',
  NextToken: '@drop',
  PurchaseDate: 'order.createdTime',
  LastUpdateDate: 'order.lastUpdatedTime',
  OrderStatus: 'order.status',
  SalesChannel: 'order.channelName',
  MarketplaceId: 'order.marketplaceId',
  SellerDisplayName: 'seller.displayName',
  CbaDisplayableShippingLabel: 'delivery.customShipLabel',
  BuyerCompanyName: 'buyer.companyName',
  ...under('OrderTotal', MONEY, (to) => `proceeds#grandTotal.${to}`),
  ...into('seller.shipFrom', 'default', 'DefaultShipFromLocationAddress', ADDRESS),
  ...BUYER,
  ...under('BuyerInfo', BUYER, (to) => to),
  ...SHIPPING_ADDRESS,
  ...PREFERENCES,
  ...PAYMENT,
  ...TAX,
  ...ATTRIBUTES,
  ...FULFILLMENT,
  ...ITEM,
  ...ITEM_PERSONAL,
  ...REGULATED,
}
