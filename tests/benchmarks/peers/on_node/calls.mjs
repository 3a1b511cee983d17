// What the peers on Node ask the sources over undici, and how they are set up: see servers/calls.py.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Pool } from 'undici'

const given = JSON.parse(process.env.PEER)
export const links = JSON.parse(readFileSync(given.links, 'utf8'))

export const FIRST = { invoices: 10, tickets: 5, conversations: 2, features: 3, incidents: 2 }

const USAGE =
  'query usage($ids: [ID!]!) { users(filter: {externalId: {in: $ids}}) ' +
  '{ externalId usage { apiCalls apiRatio health } } }'
const SEATS =
  'query seats($ids: [ID!]!) { users(filter: {externalId: {in: $ids}}) ' +
  '{ externalId seats { used } } }'
const FEATURES =
  'query features($ids: [ID!]!, $first: Int!) ' +
  '{ featureFlags(filter: {user: {in: $ids}}, firstPerUser: $first) { user key enabled } }'
const INCIDENTS =
  'query incidents($ids: [ID!]!, $first: Int!) ' +
  '{ incidents(filter: {user: {in: $ids}}, firstPerUser: $first) { user title severity } }'

const login = Buffer.from('demo@helpdesk.example:demo-password').toString('base64')
const json = { 'content-type': 'application/json' }
const HEADERS = {
  billing: { 'x-api-key': 'demo-billing-key' },
  crm: { authorization: 'Bearer prebuilt', ...json },
  helpdesk: { authorization: `Basic ${login}` },
  product: { authorization: 'Bearer demo-product-token', ...json },
}

const pools = Object.fromEntries(
  Object.entries(given.urls).map(([name, url]) => [
    name,
    new Pool(url, { connections: null, pipelining: 1, headersTimeout: 30000, bodyTimeout: 30000 }),
  ]),
)

async function send(source, options) {
  const { statusCode, body } = await pools[source].request({ headers: HEADERS[source], ...options })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`${source} answered ${statusCode}`)
  return JSON.parse(text)
}

const get = (source, path) => send(source, { method: 'GET', path })
const post = (source, path, body) =>
  send(source, { method: 'POST', path, body: JSON.stringify(body) })
const batch = async (kind, ids) =>
  (await post('crm', `/crm/v3/objects/${kind}/batch/read`, { inputs: ids.map((id) => ({ id })) }))
    .results
const query = async (document, ids, first) =>
  (
    await post('product', '/graphql', {
      query: document,
      variables: first === undefined ? { ids } : { ids, first },
    })
  ).data
const params = (name, ids) => ids.map((id) => `${name}=${id}`).join('&')

// Every lookup, by the ids of several.
export const ask = {
  subscriptions: async (ids) =>
    (await get('billing', `/v1/subscriptions?${params('customer', ids)}`)).data,
  plans: async (ids) => (await get('billing', `/v1/plans?${params('id', ids)}`)).data,
  invoices: async (ids) =>
    (
      await get(
        'billing',
        `/v1/invoices?${params('customer', ids)}&per_customer=${FIRST.invoices}`,
      )
    ).data,
  contacts: (ids) => batch('contacts', ids),
  companies: (ids) => batch('companies', ids),
  owners: (ids) => batch('owners', ids),
  users: async (ids) => (await get('helpdesk', `/api/v2/users/show_many?ids=${ids.join()}`)).users,
  tickets: async (ids) =>
    (await get('helpdesk', `/api/v2/tickets/show_many?ids=${ids.join()}`)).tickets,
  conversations: async (ids) =>
    (
      await get(
        'helpdesk',
        `/api/v2/conversations?user_ids=${ids.join()}&per_user=${FIRST.conversations}`,
      )
    ).conversations,
  usage: async (ids) => (await query(USAGE, ids)).users,
  seats: async (ids) => (await query(SEATS, ids)).users,
  features: async (ids) => (await query(FEATURES, ids, FIRST.features)).featureFlags,
  incidents: async (ids) => (await query(INCIDENTS, ids, FIRST.incidents)).incidents,
}

function proven(signature, body) {
  const expected = createHmac('sha256', given.secret).update(body).digest('hex')
  return (
    signature !== undefined &&
    signature.length === expected.length &&
    timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
  )
}

// Serve `answer`: the decoded request -> the answer's cards.
export function serve(answer) {
  const server = createServer((request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', async () => {
      const body = parts.length === 1 ? parts[0] : Buffer.concat(parts)
      if (!proven(request.headers['plain-request-signature'], body)) {
        response.writeHead(401).end()
        return
      }
      let text
      try {
        text = JSON.stringify({ cards: await answer(JSON.parse(body)) })
      } catch (error) {
        console.error(error)
        response.writeHead(500, { 'content-length': 0 }).end()
        return
      }
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      })
      response.end(text)
    })
  })
  server.keepAliveTimeout = 60000
  server.listen(given.port, '127.0.0.1')
}
