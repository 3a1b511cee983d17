// The best by hand on Node: node:http, undici, chains of calls side by side.

import { ask, FIRST, links, serve } from './calls.mjs'
import { draw } from './cards.mjs'

const NEEDS = {
  'card-01': ['subscription'],
  'card-02': ['subscription'],
  'card-03': ['plan'],
  'card-04': ['plan'],
  'card-05': ['plan'],
  'card-06': ['invoices'],
  'card-07': ['invoices'],
  'card-08': ['invoices'],
  'card-09': ['contact'],
  'card-10': ['contact'],
  'card-11': ['contactOwner'],
  'card-12': ['account'],
  'card-13': ['account'],
  'card-14': ['accountOwner'],
  'card-15': ['tickets'],
  'card-16': ['tickets'],
  'card-17': ['conversations'],
  'card-18': ['usage'],
  'card-19': ['usage'],
  'card-20': ['seats'],
  'card-21': ['features'],
  'card-22': ['incidents'],
  'card-23': ['contact', 'subscription'],
  'card-24': ['usage', 'tickets'],
  'card-25': ['accountOwner', 'plan', 'incidents'],
}

async function subscription(c, ids, needs) {
  ;[c.subscription] = await ask.subscriptions([ids.customer])
  if (needs.has('plan')) [c.subscription.plan] = await ask.plans([c.subscription.plan])
}

async function contact(c, ids, needs) {
  ;[c.contact] = await ask.contacts([ids.contact])
  const jobs = []
  if (needs.has('contactOwner')) jobs.push(owner(c.contact))
  if (needs.has('account') || needs.has('accountOwner')) jobs.push(account(c, needs))
  await Promise.all(jobs)
}

async function owner(record) {
  ;[record.owner] = await ask.owners([record.properties.owner_id])
}

async function account(c, needs) {
  const [record] = await ask.companies([c.contact.properties.associatedcompanyid])
  c.account = record
  if (!needs.has('accountOwner')) return
  const same = record.properties.owner_id === c.contact.properties.owner_id
  if (same && c.contact.owner) record.owner = c.contact.owner
  else await owner(record)
}

async function tickets(c, ids) {
  const [user] = await ask.users([ids.user])
  c.tickets = await ask.tickets(user.ticket_ids.slice(0, FIRST.tickets))
}

async function collect(email, keys) {
  const ids = links[email]
  const c = { email }
  const needs = new Set(keys.flatMap((key) => NEEDS[key]))
  const jobs = []
  if (needs.has('subscription') || needs.has('plan')) jobs.push(subscription(c, ids, needs))
  if (needs.has('tickets')) jobs.push(tickets(c, ids))
  if (['contact', 'contactOwner', 'account', 'accountOwner'].some((each) => needs.has(each))) {
    jobs.push(contact(c, ids, needs))
  }
  const one = (name, find) => needs.has(name) && jobs.push(find())
  one('invoices', async () => (c.invoices = await ask.invoices([ids.customer])))
  one('conversations', async () => (c.conversations = await ask.conversations([ids.user])))
  one('usage', async () => (c.usage = (await ask.usage([ids.external]))[0].usage))
  one('seats', async () => (c.seats = (await ask.seats([ids.external]))[0].seats))
  one('features', async () => (c.features = await ask.features([ids.external])))
  one('incidents', async () => (c.incidents = await ask.incidents([ids.external])))
  await Promise.allSettled(jobs)
  return c
}

serve(async ({ cardKeys, customer }) => {
  const c = await collect(customer.email, cardKeys)
  return cardKeys.map((key) => draw(key, c))
})
