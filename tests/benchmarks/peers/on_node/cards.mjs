// The 25 cards by hand: a customer's records in, Plain's components out. See servers/cards.py.

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const SIGNS = { usd: '$', eur: '\u20ac', gbp: '\u00a3' }
const CHANNELS = { email: 'Email', chat: 'Chat', voice: 'Phone' }
const HEALTH = { HEALTHY: 'Good', WATCH: 'At risk', CRITICAL: 'Poor' }
const plain = new Intl.NumberFormat('en-US')
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2 })

const label = (code) => {
  const words = code.replaceAll('_', ' ').toLowerCase()
  return words[0].toUpperCase() + words.slice(1)
}
const money = (amount, currency) => SIGNS[currency] + cents.format(amount / 100)
const day = (moment) =>
  `${MONTHS[moment.getUTCMonth()]} ${moment.getUTCDate()}, ${moment.getUTCFullYear()}`
const dayOf = (seconds) => day(new Date(seconds * 1000))
const minuteOf = (value) => {
  const moment = new Date(value)
  const hour = moment.getUTCHours()
  const minute = String(moment.getUTCMinutes()).padStart(2, '0')
  return `${day(moment)}, ${((hour + 11) % 12) + 1}:${minute}\u00a0${hour < 12 ? 'AM' : 'PM'}`
}
const nameOf = ({ properties }) => `${properties.firstname} ${properties.lastname}`
// Halves to the even one, as everybody else here does.
const percent = (ratio) => {
  const hundred = Number((ratio * 100).toFixed(9))
  const below = Math.floor(hundred)
  const up = hundred - below > 0.5 || (hundred - below === 0.5 && below % 2 === 1)
  return `${below + (up ? 1 : 0)}%`
}

const text = (plainText) => ({ componentPlainText: { plainText } })
const badge = (badgeLabel) => ({ componentBadge: { badgeLabel, badgeColor: 'GREY' } })
const row = (main, ...aside) => ({
  componentRow: { rowMainContent: [main], rowAsideContent: aside },
})
const labelled = (name, aside) =>
  row({ componentText: { text: name, textSize: 'M', textColor: 'MUTED' } }, aside)

const status = (c) => labelled('Status', badge(label(c.subscription.status)))
const subjects = (c, first) => c.tickets.slice(0, first).map((each) => row(text(each.subject)))
const total = (invoice, field) => text(money(invoice[field], invoice.currency))

export const CARDS = {
  'card-01': (c) => [status(c)],
  'card-02': (c) => [labelled('Renews', text(dayOf(c.subscription.current_period_end)))],
  'card-03': (c) => [labelled('Plan', text(c.subscription.plan.name))],
  'card-04': (c) => [
    labelled('Seats', text(plain.format(c.subscription.quantity))),
    labelled('Price', text(money(c.subscription.plan.amount, c.subscription.plan.currency))),
  ],
  'card-05': (c) => [labelled('Includes', text(c.subscription.plan.features.join(', ')))],
  'card-06': (c) =>
    c.invoices.slice(0, 1).map((each) => row(text(each.number), total(each, 'total'))),
  'card-07': (c) =>
    c.invoices.slice(0, 3).map((each) => row(text(each.number), badge(label(each.status)))),
  'card-08': (c) =>
    c.invoices
      .slice(0, 10)
      .map((each) => row(text(dayOf(each.created)), total(each, 'amount_due'))),
  'card-09': (c) => [labelled('Name', text(nameOf(c.contact)))],
  'card-10': (c) => [labelled('Seen', text(minuteOf(c.contact.properties.last_seen_at)))],
  'card-11': (c) => [labelled('Owner', text(nameOf(c.contact.owner)))],
  'card-12': (c) => [labelled('Company', text(c.account.properties.name))],
  'card-13': (c) => [
    labelled('Tier', badge(label(c.account.properties.account_tier))),
    labelled('Domain', text(c.account.properties.domain)),
  ],
  'card-14': (c) => [
    labelled('Owner', text(nameOf(c.account.owner))),
    labelled('E-mail', text(c.account.owner.properties.email)),
  ],
  'card-15': (c) =>
    c.tickets.slice(0, 1).map((each) => row(text(each.subject), badge(label(each.status)))),
  'card-16': (c) =>
    c.tickets.slice(0, 5).map((each) => row(text(each.subject), badge(label(each.priority)))),
  'card-17': (c) =>
    c.conversations
      .slice(0, 2)
      .map((each) => row(text(each.subject), badge(CHANNELS[each.channel]))),
  'card-18': (c) => [labelled('API', text(percent(c.usage.apiRatio)))],
  'card-19': (c) => [labelled('Health', badge(HEALTH[c.usage.health]))],
  'card-20': (c) => [labelled('Seats', text(plain.format(c.seats.used)))],
  'card-21': (c) =>
    c.features.slice(0, 3).map((each) => row(text(each.key), text(each.enabled ? 'Yes' : 'No'))),
  'card-22': (c) =>
    c.incidents.slice(0, 2).map((each) => row(text(each.title), badge(label(each.severity)))),
  'card-23': (c) => [labelled('Name', text(nameOf(c.contact))), status(c)],
  'card-24': (c) => [
    labelled('E-mail', text(c.email)),
    labelled('Calls', text(plain.format(c.usage.apiCalls))),
    ...subjects(c, 2),
  ],
  'card-25': (c) => [
    labelled('Owner', text(nameOf(c.account.owner))),
    labelled('Plan', text(c.subscription.plan.name)),
    ...c.incidents.slice(0, 1).map((each) => row(text(each.title))),
  ],
}

export function draw(key, c) {
  try {
    return { key, timeToLiveSeconds: 60, components: CARDS[key](c) }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return failed(key)
  }
}

export const failed = (key) => ({
  key,
  timeToLiveSeconds: 15,
  components: [text('A source did not answer.')],
})
