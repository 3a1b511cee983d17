"""A small schema in the shape of the product's, for tests that need no resolvers."""

from functools import cache

from graphql import GraphQLSchema, build_schema

from aggregator.language.directives import with_layout

SDL = """
scalar DateTime
scalar Money
scalar URL
scalar Email
scalar Markdown

type Query {
  customer(by: CustomerBy): Customer
  customers(first: Int! = 25, after: String, filter: CustomerFilter): CustomerConnection!
  account(by: AccountBy!): Account
  thread: Thread
  tenant: Tenant
}

input CustomerBy { id: ID email: String externalId: String }
input CustomerFilter { search: String }
input AccountBy { id: ID domain: String }

type CustomerConnection { nodes: [Customer!]! totalCount: Int! }

type Customer {
  id: ID
  plainId: ID
  externalId: ID
  email: Email
  name: String
  fullName: String @deprecated(reason: "Use name.")
  contact: Contact
  account: Account
  subscription: Subscription
  invoices(first: Int! = 10, status: InvoiceStatus, label: String): [Invoice!]
  tickets(first: Int! = 10): [Ticket!]
  conversations(first: Int! = 10): [Conversation!]
  usage: Usage
  seats: Seats
  features(first: Int! = 25): [Feature!]
  incidents(first: Int! = 10): [Incident!]
  latest: [Happening!]
}

union Happening = Ticket | Incident

type Contact {
  id: ID!
  source: String!
  name: String
  email: Email
  phone: String
  jobTitle: String
  registeredAt: DateTime
  lastSeenAt: DateTime
  lastDevice: String
  marketing: MarketingPreference
  url: URL
  owner: Owner
}

enum MarketingPreference { OPTED_IN OPTED_OUT UNKNOWN }

type Account {
  id: ID!
  source: String!
  name: String
  domain: String
  tier: AccountTier
  industry: String
  employees: Int
  createdAt: DateTime
  url: URL
  owner: Owner
}

enum AccountTier { FREE STARTER GROWTH ENTERPRISE }

type Owner { id: ID! source: String! name: String! email: Email }

type Subscription {
  id: ID!
  source: String!
  status: SubscriptionStatus!
  quantity: Int
  price: Money
  startedAt: DateTime
  renewsAt: DateTime
  trialEndsAt: DateTime
  canceledAt: DateTime
  url: URL
  plan: Plan
}

enum SubscriptionStatus { TRIALING ACTIVE PAST_DUE CANCELED }

type Plan {
  id: ID!
  source: String!
  name: String!
  price: Money
  interval: BillingInterval
  description: Markdown
  features: [String!]
}

enum BillingInterval { MONTH YEAR }

type Invoice {
  id: ID!
  source: String!
  number: String!
  status: InvoiceStatus!
  issuedAt: DateTime
  dueAt: DateTime
  paidAt: DateTime
  total: Money
  amountDue: Money
  url: URL
  lines: [InvoiceLine!]
}

enum InvoiceStatus { OPEN PAID UNCOLLECTIBLE VOID }

type InvoiceLine { description: String! quantity: Int unitPrice: Money total: Money }

type Ticket {
  id: ID!
  source: String!
  subject: String!
  status: TicketStatus!
  priority: TicketPriority
  assignee: String
  createdAt: DateTime
  updatedAt: DateTime
  url: URL
}

enum TicketStatus { NEW OPEN PENDING SOLVED CLOSED }
enum TicketPriority { LOW NORMAL HIGH URGENT }

type Conversation {
  id: ID!
  source: String!
  subject: String
  channel: ConversationChannel!
  preview: String
  messages: Int
  lastMessageAt: DateTime
  url: URL
}

enum ConversationChannel { EMAIL CHAT PHONE }

type Usage {
  id: ID!
  source: String!
  apiCalls: Int
  apiLimit: Int
  apiRatio: Float
  storageRatio: Float
  lastActiveAt: DateTime
  periodEndsAt: DateTime
  health: Health
}

enum Health { GOOD AT_RISK POOR }

type Seats { source: String! used: Int! included: Int! ratio: Float }

type Feature {
  id: ID!
  source: String!
  name: String!
  enabled: Boolean!
  rollout: Float
  rolloutPercent: Float
}

type Incident {
  id: ID!
  source: String!
  title: String!
  severity: IncidentSeverity!
  status: IncidentStatus!
  startedAt: DateTime
  resolvedAt: DateTime
  url: URL
}

enum IncidentSeverity { MINOR MAJOR CRITICAL }
enum IncidentStatus { INVESTIGATING MONITORING RESOLVED }

type Thread { id: ID externalId: ID ticket: Ticket }
type Tenant { id: ID externalId: ID account: Account }
"""


@cache
def card_schema() -> GraphQLSchema:
    """Build the schema once, layout directives included."""
    return with_layout(build_schema(SDL))
