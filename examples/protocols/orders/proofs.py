"""What customers and the house owe each other."""

from chartproof.declare import Claim, always, claim, leads_to, recoverable


@claim(scope="all")
def shipped_is_paid() -> Claim:
    """What has left the house is paid for."""
    return always("payment == 'captured'", where="progress in ('shipped', 'delivered')")


@claim(scope="all")
def refunds_are_for_cancelled_orders() -> Claim:
    """Money goes back only for what was cancelled."""
    return always("progress == 'cancelled'", where="payment in ('refunded', 'released')")


@claim(scope="all")
def goods_leave_with_orders() -> Claim:
    """Goods are gone exactly where the order has left."""
    return always(
        "(stock == 'gone' and progress in ('shipped', 'delivered'))"
        " or (stock != 'gone' and progress not in ('shipped', 'delivered'))"
    )


@claim(scope="all")
def an_invoice_means_money() -> Claim:
    """Who has an invoice has paid, or has got the money back with a correction."""
    return always("payment == 'captured'", where="invoice == 'sent'")


@claim(scope="all")
def every_order_can_end() -> Claim:
    """From everywhere an order can be delivered or cancelled."""
    return recoverable("progress in ('delivered', 'cancelled')")


@claim(scope="all")
def cancelled_money_goes_back() -> Claim:
    """Under fairness, what was taken for a cancelled order goes back."""
    return leads_to("progress == 'cancelled' and payment == 'captured'", "payment == 'refunded'", fair=["refund"])
