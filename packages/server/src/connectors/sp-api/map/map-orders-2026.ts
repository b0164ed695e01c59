import { into, type LeafMap, leaves, under } from './map-parts.ts'

const MONEY = leaves('amount currencyCode')
const WINDOW = leaves('earliestDateTime latestDateTime')
const MEASUREMENT = leaves('unit value')
const TIME_WINDOWS = leaves('startTime.hour startTime.minute endTime.hour endTime.minute')
const EXTENDED = leaves('streetName streetNumber complement neighborhood')
const MERCHANT_ADDRESS = leaves(
  'name addressLine1 addressLine2 addressLine3 city districtOrCounty stateOrRegion municipality postalCode countryCode',
)
const CUSTOMER_ADDRESS = {
  ...MERCHANT_ADDRESS,
  ...leaves('companyName phone addressType'),
  ...under('extendedFields', EXTENDED, (to) => `extendedFields.${to}`),
}

const RECIPIENT: LeafMap = under(
  'recipient.deliveryAddress',
  {
    ...leaves('name companyName phone addressType city stateOrRegion municipality postalCode countryCode'),
    ...leaves('addressLine1=line1 addressLine2=line2 addressLine3=line3 districtOrCounty=district'),
    ...under('extendedFields', EXTENDED, (to) => to),
  },
  (to) => `recipient.${to}`,
)

const DELIVERY: LeafMap = {
  ...under(
    'recipient.deliveryPreference',
    leaves('dropOffLocation addressInstruction'),
    (to) => `delivery.${to}`,
  ),
  'recipient.deliveryPreference.deliveryCapabilities[]': 'delivery.capabilities#[]',
  ...into('delivery.deliveryTime', '', 'recipient.deliveryPreference.deliveryTime', {
    ...under('businessHours[]', leaves('dayOfWeek'), (to) => `businessHours[].${to}`),
    ...under('businessHours[].timeWindows[]', TIME_WINDOWS, (to) => `businessHours[].timeWindows[].${to}`),
    ...under('exceptionDates[]', leaves('exceptionDate exceptionDateType'), (to) => `exceptionDates[].${to}`),
    ...under('exceptionDates[].timeWindows[]', TIME_WINDOWS, (to) => `exceptionDates[].timeWindows[].${to}`),
  }),
}

const PROCEEDS: LeafMap = into('proceeds', '', 'proceeds', {
  ...under('grandTotal', MONEY, (to) => `grandTotal.${to}`),
  ...under(
    'breakdowns[]',
    leaves('type status subtotal.amount subtotal.currencyCode'),
    (to) => `breakdowns[].${to}`,
  ),
})

const PAYMENT: LeafMap = {
  ...into(
    'payment',
    'executions.{}',
    'payment.paymentExecutions[]',
    leaves(
      'paymentMethod=method paymentAmount.amount=amount.amount paymentAmount.currencyCode=amount.currencyCode',
    ),
  ),
  ...into(
    'payment.authorizations',
    '{}',
    'payment.paymentExecutions[]',
    leaves('acquirerId cardBrand authorizationCode'),
  ),
}

const TAX: LeafMap = {
  ...into('tax.registrations', '[]', 'tax.taxRegistrations[]', {
    ...leaves('entityType legalName taxRegistrationType taxRegistrationNumber'),
    ...under('taxRegistrationAddress', CUSTOMER_ADDRESS, (to) => `taxRegistrationAddress.${to}`),
    ...under('taxRegistrationAttributes[]', leaves('key value'), (to) => `taxRegistrationAttributes[].${to}`),
  }),
  'tax.taxInvoicing.buyerInvoicePreference': 'tax.buyerInvoicePreference',
  'tax.taxInvoicing.invoiceStatus': 'tax.invoiceStatus',
}

const FULFILLMENT: LeafMap = {
  'fulfillment.fulfillmentStatus': 'order.status',
  ...into('fulfillment', '', 'fulfillment', {
    ...leaves('fulfilledBy fulfillmentServiceLevel=serviceLevel'),
    ...under('shipByWindow', WINDOW, (to) => `shipByWindow.${to}`),
    ...under('deliverByWindow', WINDOW, (to) => `deliverByWindow.${to}`),
    ...under('labelPrintingWindow', WINDOW, (to) => `labelPrintingWindow.${to}`),
  }),
}

const ITEM: LeafMap = into('items', '{}', 'orderItems[]', {
  ...leaves('orderItemId quantityOrdered programs[] product.asin product.title product.sellerSku'),
  ...under('measurement', MEASUREMENT, (to) => `measurement.${to}`),
  ...under(
    'associatedOrderItems[]',
    leaves('orderId orderItemId associationType'),
    (to) => `associatedOrderItems[].${to}`,
  ),
  ...leaves(
    'product.condition.conditionType product.condition.conditionSubtype product.condition.conditionNote',
  ),
  ...leaves(
    'product.price.unitPrice.amount product.price.unitPrice.currencyCode product.price.priceDesignation',
  ),
  ...under('proceeds.proceedsTotal', MONEY, (to) => `proceeds.proceedsTotal.${to}`),
  ...under(
    'proceeds.breakdowns[]',
    leaves(
      'type subtotal.amount subtotal.currencyCode detailedBreakdowns[].subtype detailedBreakdowns[].value.amount ' +
        'detailedBreakdowns[].value.currencyCode',
    ),
    (to) => `proceeds.breakdowns[].${to}`,
  ),
  ...under(
    'expense.pointsCost.pointsGranted',
    leaves('pointsNumber pointsMonetaryValue.amount pointsMonetaryValue.currencyCode'),
    (to) => `pointsGranted.${to}`,
  ),
  ...leaves('promotion.breakdowns[].promotionId'),
  ...leaves('cancellation.cancellationRequest.requester cancellation.cancellationExecution.cancelledBy'),
  ...leaves('fulfillment.quantityFulfilled fulfillment.quantityUnfulfilled'),
  ...under(
    'fulfillment.picking.substitutionPreference',
    {
      ...leaves('substitutionType'),
      ...under(
        'substitutionOptions[]',
        leaves('asin quantityOrdered sellerSku title measurement.unit measurement.value'),
        (to) => `substitutionOptions[].${to}`,
      ),
    },
    (to) => `substitution.${to}`,
  ),
  'fulfillment.packing.giftOption.giftWrapLevel': 'giftWrapLevel',
  'fulfillment.packing.serialNumberRequirement.requirementType': 'serialNumberRequirement',
  ...under('fulfillment.shipping.scheduledDeliveryWindow', WINDOW, (to) => `scheduledDeliveryWindow.${to}`),
  ...under(
    'fulfillment.shipping.shippingConstraints',
    leaves(
      'palletDelivery cashOnDelivery signatureConfirmation recipientIdentityVerification recipientAgeVerification',
    ),
    (to) => `shippingConstraints.${to}`,
  ),
  'fulfillment.shipping.internationalShipping.iossNumber': 'iossNumber',
  'tax.taxCalculationBreakdowns[].reportingScheme': 'tax.reportingSchemes[].reportingScheme',
  ...under('tax.taxCollections[]', leaves('model responsibleParty'), (to) => `tax.collections[].${to}`),
})

const ITEM_PERSONAL: LeafMap = into('items.personal', '{}', 'orderItems[]', {
  'product.serialNumbers[]': 'serialNumbers[]',
  'product.customization.customizedUrl': 'customizedUrl',
  'fulfillment.packing.giftOption.giftMessage': 'giftMessage',
  'cancellation.cancellationRequest.cancelReason': 'cancelRequestReason',
  'cancellation.cancellationExecution.cancelReason': 'cancelReason',
})

const PACKAGES: LeafMap = {
  ...into('packages', '{}', 'packages[]', {
    ...leaves('packageReferenceId createdTime carrier shipTime shippingService packageStatus.status=status'),
    ...leaves('packageStatus.detailedStatus=detailedStatus'),
    ...leaves('packageItems[].orderItemId=items.{}.orderItemId packageItems[].quantity=items.{}.quantity'),
  }),
  ...into('packages.personal', '{}', 'packages[]', {
    ...leaves('trackingNumber packageItems[].transparencyCodes[]=items.{}.transparencyCodes[]'),
  }),
  ...into('seller.shipFrom', 'packages.{}', 'packages[].shipFromAddress', MERCHANT_ADDRESS),
}

/** Orders 2026-01-01: the `Order` of searchOrders and getOrder. */
export const ORDERS_2026: LeafMap = {
  orderId: '@id',
  createdTime: 'order.createdTime',
  lastUpdatedTime: 'order.lastUpdatedTime',
  ...into('order.aliases', '[]', 'orderAliases[]', leaves('aliasId aliasType')),
  'programs[]': 'order.programs#[]',
  ...into('order.associated', '[]', 'associatedOrders[]', leaves('orderId associationType')),
  ...under('salesChannel', leaves('channelName marketplaceId marketplaceName'), (to) => `order.${to}`),
  'buyer.buyerName': 'buyer.name',
  'buyer.buyerEmail': 'buyer.email',
  'buyer.buyerCompanyName': 'buyer.companyName',
  'buyer.buyerPurchaseOrderNumber': 'buyer.purchaseOrderNumber',
  ...RECIPIENT,
  ...DELIVERY,
  ...PROCEEDS,
  ...PAYMENT,
  ...TAX,
  ...FULFILLMENT,
  ...ITEM,
  ...ITEM_PERSONAL,
  ...PACKAGES,
  'fulfillmentOrders[].fulfillmentOrderId': 'order.fulfillmentOrders#[]',
}
