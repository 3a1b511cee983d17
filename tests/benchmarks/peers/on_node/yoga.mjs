// graphql-yoga and dataloader: every card an operation, parsed and checked once (its own cache).
// With JIT=1 executed by graphql-jit through @envelop/graphql-jit.

import { readFileSync } from 'node:fs'
import { useGraphQlJit } from '@envelop/graphql-jit'
import DataLoader from 'dataloader'
import { createSchema, createYoga } from 'graphql-yoga'
import { ask, links, serve } from './calls.mjs'
import { draw, failed } from './cards.mjs'

const operations = JSON.parse(readFileSync(new URL('./operations.json', import.meta.url), 'utf8'))

const typeDefs = `
type Query {
  email: String!
  subscription: Subscription
  invoices(first: Int!): [Invoice!]
  contact: Contact
  account: Account
  tickets(first: Int!): [Ticket!]
  conversations(first: Int!): [Conversation!]
  usage: Usage
  seats: Seats
  features(first: Int!): [Feature!]
  incidents(first: Int!): [Incident!]
}
type Subscription { status: String! quantity: Int! current_period_end: Int! plan: Plan }
type Plan { name: String! amount: Int! currency: String! features: [String!]! }
type Invoice {
  number: String! status: String! created: Int! total: Int! amount_due: Int! currency: String!
}
type PersonProperties { firstname: String! lastname: String! email: String! last_seen_at: String! }
type Owner { properties: PersonProperties! }
type Contact { properties: PersonProperties! owner: Owner }
type CompanyProperties { name: String! domain: String! account_tier: String! }
type Account { properties: CompanyProperties! owner: Owner }
type Ticket { subject: String! status: String! priority: String! }
type Conversation { subject: String! channel: String! }
type Usage { apiCalls: Int! apiRatio: Float! health: String! }
type Seats { used: Int! }
type Feature { key: String! enabled: Boolean! }
type Incident { title: String! severity: String! }
`

const owner = (record, _, { load }) => load.owner.load(record.properties.owner_id)

const resolvers = {
  Query: {
    email: (_, __, { email }) => email,
    subscription: (_, __, { load, ids }) => load.subscription.load(ids.customer),
    invoices: async (_, { first }, { load, ids }) =>
      (await load.invoices.load(ids.customer)).slice(0, first),
    contact: (_, __, { load, ids }) => load.contact.load(ids.contact),
    account: async (_, __, { load, ids }) => {
      const person = await load.contact.load(ids.contact)
      return load.account.load(person.properties.associatedcompanyid)
    },
    tickets: async (_, { first }, { load, ids }) => {
      const user = await load.user.load(ids.user)
      return load.ticket.loadMany(user.ticket_ids.slice(0, first))
    },
    conversations: async (_, { first }, { load, ids }) =>
      (await load.conversations.load(ids.user)).slice(0, first),
    usage: async (_, __, { load, ids }) => (await load.usage.load(ids.external)).usage,
    seats: async (_, __, { load, ids }) => (await load.seats.load(ids.external)).seats,
    features: async (_, { first }, { load, ids }) =>
      (await load.features.load(ids.external)).slice(0, first),
    incidents: async (_, { first }, { load, ids }) =>
      (await load.incidents.load(ids.external)).slice(0, first),
  },
  Subscription: { plan: (record, _, { load }) => load.plan.load(record.plan) },
  Contact: { owner },
  Account: { owner },
}

const one = (find, field) =>
  new DataLoader(async (keys) => {
    const found = new Map((await find(keys)).map((record) => [record[field], record]))
    return keys.map((key) => found.get(key) ?? null)
  })

const many = (find, field) =>
  new DataLoader(async (keys) => {
    const found = new Map(keys.map((key) => [key, []]))
    for (const record of await find(keys)) found.get(record[field])?.push(record)
    return keys.map((key) => found.get(key))
  })

const loaders = () => ({
  subscription: one(ask.subscriptions, 'customer'),
  plan: one(ask.plans, 'id'),
  invoices: many(ask.invoices, 'customer'),
  contact: one(ask.contacts, 'id'),
  account: one(ask.companies, 'id'),
  owner: one(ask.owners, 'id'),
  user: one(ask.users, 'id'),
  ticket: one(ask.tickets, 'id'),
  conversations: many(ask.conversations, 'user_id'),
  usage: one(ask.usage, 'externalId'),
  seats: one(ask.seats, 'externalId'),
  features: many(ask.features, 'user'),
  incidents: many(ask.incidents, 'user'),
})

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  plugins: process.env.JIT ? [useGraphQlJit()] : [],
  maskedErrors: false,
  logging: false,
})

async function card(key, { parse, validate, execute, schema }, contextValue) {
  const document = parse(operations[key])
  if (validate(schema, document).length) throw new Error(`${key} is not valid`)
  const { data, errors } = await execute({ schema, document, contextValue })
  return errors ? failed(key) : draw(key, data)
}

serve(async ({ cardKeys, customer }) => {
  const enveloped = yoga.getEnveloped({})
  const context = await enveloped.contextFactory({
    email: customer.email,
    ids: links[customer.email],
    load: loaders(),
  })
  return Promise.all(cardKeys.map((key) => card(key, enveloped, context)))
})
