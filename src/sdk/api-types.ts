// The API's operations as types, made from its OpenAPI document by `npm run api-types`; not to be edited by hand.

export interface paths {
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a tenant
         * @description Its API key is in this answer and nowhere else. The same request under the same `Idempotency-Key` tells it again.
         */
        post: operations["postTenants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a tenant's name or its retention
         * @description A shorter retention is acted on within minutes. What is removed cannot be had back.
         */
        patch: operations["patchTenantsById"];
        trace?: never;
    };
    "/v1/provider-apps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How our client registrations stand
         * @description One that a provider refuses holds all of its accounts: the operator must act, and nobody else is written to.
         */
        get: operations["getProviderApps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/provider-apps/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The operator's own events after a position
         * @description Of client registrations; they are told to no tenant and to no webhook endpoint.
         */
        get: operations["getProviderAppsEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link by which a person connects a new account
         * @description Send it to that person, or send the browser there. Whoever opens it is asked for consent at the provider; see docs/connect.md.
         */
        post: operations["postAccountsLinks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/reauth-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link by which a person renews the account
         * @description For an account that works as well as for one that waits. A grant of somebody else does not replace the one there is.
         */
        post: operations["postAccountsByIdReauthLinks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take over an account whose grant your web app obtained
         * @description From then on nobody else may refresh the grant where its refresh tokens are single-use. See docs/connect.md.
         */
        post: operations["postAccountsImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List connected accounts
         * @description In the order of their ids; the disconnected ones too.
         */
        get: operations["getAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a connected account
         * @description Its state and why, when its token is refreshed next, and whether it will last the night. Never a token.
         */
        get: operations["getAccountsById"];
        put?: never;
        post?: never;
        /**
         * Disconnect an account: revoke its grant where that harms no other, and erase it
         * @description For good: what is sealed is erased, whatever the provider answers. Asked again, it tells what became of the grant.
         */
        delete: operations["deleteAccountsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the provider now whether the grant still holds
         * @description The account’s state is what was true at the last exchange or probe; this asks now. It spends no refresh token unless the answer looks dead.
         */
        post: operations["postAccountsByIdCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew an account with a grant your web app obtained
         * @description Compared with the account like a grant from a person’s browser: a grant of somebody else, or with less than the account has, is not taken. See docs/connect.md.
         */
        post: operations["postAccountsByIdImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/proxy/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pass a GET request to the account’s provider, with the account’s token
         * @description `path` may have any number of segments, and the query goes with it. Bodies are streamed. An answer with `firstlight-answer: provider` is the provider’s own, whatever its status; see docs/proxy.md.
         */
        get: operations["getAccountsByIdProxyByPath"];
        /**
         * Pass a PUT request to the account’s provider, with the account’s token
         * @description `path` may have any number of segments, and the query goes with it. Bodies are streamed. An answer with `firstlight-answer: provider` is the provider’s own, whatever its status; see docs/proxy.md.
         */
        put: operations["putAccountsByIdProxyByPath"];
        /**
         * Pass a POST request to the account’s provider, with the account’s token
         * @description `path` may have any number of segments, and the query goes with it. Bodies are streamed. An answer with `firstlight-answer: provider` is the provider’s own, whatever its status; see docs/proxy.md.
         */
        post: operations["postAccountsByIdProxyByPath"];
        /**
         * Pass a DELETE request to the account’s provider, with the account’s token
         * @description `path` may have any number of segments, and the query goes with it. Bodies are streamed. An answer with `firstlight-answer: provider` is the provider’s own, whatever its status; see docs/proxy.md.
         */
        delete: operations["deleteAccountsByIdProxyByPath"];
        options?: never;
        head?: never;
        /**
         * Pass a PATCH request to the account’s provider, with the account’s token
         * @description `path` may have any number of segments, and the query goes with it. Bodies are streamed. An answer with `firstlight-answer: provider` is the provider’s own, whatever its status; see docs/proxy.md.
         */
        patch: operations["patchAccountsByIdProxyByPath"];
        trace?: never;
    };
    "/v1/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tools there are
         * @description With the JSON Schema of what each takes. A run’s steps and direct calls name them.
         */
        get: operations["getTools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/tools/{tool}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call a tool now, outside of any run
         * @description Not durable: a dead account answers `blocked` at once, with the link for a person. In a run the same call would wait.
         */
        post: operations["postAccountsByIdToolsByTool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List runs, the newest first
         * @description Those of schedules too. `state` and `verdict` narrow the list.
         */
        get: operations["getRuns"];
        put?: never;
        /**
         * Start a run
         * @description Checked whole before anything is written: its accounts, its tools, and what they take. Kinds: a deal report, declared steps, or an agent whose model decides (docs/agents.md).
         */
        post: operations["postRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a run
         * @description `complete` only if every required step is done and its counts match what the provider announced; else `gaps` says what is missing.
         */
        get: operations["getRunsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All receipts and gaps of a run
         * @description What each step has to show: rows against what the provider announced, pages, token versions, pauses, writes.
         */
        get: operations["getRunsByIdLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/rows/{step}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a step has read, in the order of its keys
         * @description Each row says when it was read. No rows and no such step are two different answers.
         */
        get: operations["getRunsByIdRowsByStep"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a run with what it has, or the late fill of one that has ended
         * @description Its verdict is then `cancelled`, and its gaps say what is missing. Asking twice does no harm.
         */
        post: operations["postRunsByIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an agent’s model was told and said
         * @description As JSON, in pages of turns; with `Accept: text/markdown`, all of it as a text to read.
         */
        get: operations["getRunsByIdTranscript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a schedule: when it starts next, and what became of its last starts
         * @description The next starts are the Temporal server’s own word.
         */
        get: operations["getSchedulesById"];
        /**
         * Make a schedule, or change it; its history stays
         * @description The whole definition is replaced. Times are by the clocks of `timeZone`, also when they change; see docs/schedules.md.
         */
        put: operations["putSchedulesById"];
        post?: never;
        /**
         * Delete a schedule with the record of its starts; runs that have begun go on and stay
         * @description Starts that passed and have not been told as skipped are told first.
         */
        delete: operations["deleteSchedulesById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List schedules
         * @description In the order of their ids, each with its next and last starts.
         */
        get: operations["getSchedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * No start begins until it is unpaused; those that pass are told as skipped
         * @description Of a schedule that is so already only the note changes. Runs that have begun go on.
         */
        post: operations["postSchedulesByIdPause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{id}/unpause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Starts begin again; those that passed do not
         * @description Of a schedule that is so already only the note changes. Runs that have begun go on.
         */
        post: operations["postSchedulesByIdUnpause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{id}/trigger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start now, also while it is paused
         * @description The start goes by the overlap policy like any other. The schedule’s own times stay as they are.
         */
        post: operations["postSchedulesByIdTrigger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{id}/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start the nights that were missed between two times
         * @description Starts that have a run already are left alone, so asking twice does no harm.
         */
        post: operations["postSchedulesByIdBackfill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask about accounts at their providers, look ahead, and have people asked who must act
         * @description Answers when it is done, or after 20 seconds with what is known by then; it goes on by itself. See docs/preflight.md.
         */
        post: operations["postPreflight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/preflight/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a preflight
         * @description How far it is, what it has found, and a page of the accounts that are not good.
         */
        get: operations["getPreflightById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which accounts will last until then, and who must act
         * @description By what is known: no provider is asked and nobody is told. `POST /v1/preflight` does both.
         */
        get: operations["getForecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events after a position
         * @description Past facts in the order they were written. Nothing is ever added before a position you have seen.
         */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An event, and what became of its deliveries
         * @description The event is, to the byte, what a webhook brings.
         */
        get: operations["getEventsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an endpoint
         * @description With the reason, where it is disabled. Secrets are named, never shown.
         */
        get: operations["getWebhookEndpointsById"];
        /**
         * Make an endpoint, change it, or enable it again
         * @description The address is checked, and nothing is sent to it yet. Private addresses are refused unless the operator allows them.
         */
        put: operations["putWebhookEndpointsById"];
        post?: never;
        /**
         * Delete an endpoint, with its deliveries; nothing more is sent to it
         * @description The events stay.
         */
        delete: operations["deleteWebhookEndpointsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List endpoints
         * @description In the order of their ids. Secrets are named, never shown.
         */
        get: operations["getWebhookEndpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new signing secret
         * @description The one before it signs beside it for 24 hours, or until it is deleted; one that was replaced already ends at once. So the receiver may change over without losing a delivery.
         */
        post: operations["postWebhookEndpointsByIdSecrets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/secrets/{secret}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a secret that was replaced, before its 24 hours are over
         * @description The current one cannot be ended: it is replaced first.
         */
        delete: operations["deleteWebhookEndpointsByIdSecretsBySecret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deliveries, in the order they came to be owed
         * @description One for each event and each endpoint that wants its type, with every attempt. `after` goes on behind a page.
         */
        get: operations["getDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver once more: a dead letter, one that waits, or one that was delivered
         * @description It takes its turn in the order of its account or run; see docs/events.md.
         */
        post: operations["postDeliveriesByIdRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a contact
         * @description As it was made; whom it is asked about stands with the accounts.
         */
        get: operations["getContactsById"];
        /**
         * Make a contact, or change it
         * @description The whole contact is replaced. One of `email` and `slack` must say where to write; see docs/notices.md.
         */
        put: operations["putContactsById"];
        post?: never;
        /**
         * Delete a contact whom nobody is to ask any more
         * @description Refused while the contact is named for an account or as a default. What was sent stays listed.
         */
        delete: operations["deleteContactsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List contacts
         * @description In the order of their ids.
         */
        get: operations["getContacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is named for an account
         * @description Only those named for this very account; where nobody is, the default contacts are asked.
         */
        get: operations["getAccountsByIdContacts"];
        /**
         * Name who is asked about an account
         * @description The contacts must exist. Named anew while the account waits for somebody, the new person is asked at once and the old one let go.
         */
        put: operations["putAccountsByIdContacts"];
        post?: never;
        /**
         * Leave an account to the default contacts
         * @description The contacts themselves stay.
         */
        delete: operations["deleteAccountsByIdContacts"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/default-contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is asked by default
         * @description Of every account for which nobody is named.
         */
        get: operations["getDefaultContacts"];
        /**
         * Name who is asked about every account without contacts of its own
         * @description The contacts must exist. Replaces those that were named before.
         */
        put: operations["putDefaultContacts"];
        post?: never;
        /**
         * Ask nobody by default
         * @description Events and webhooks tell of dead accounts all the same. The contacts themselves stay.
         */
        delete: operations["deleteDefaultContacts"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to whom, and when
         * @description One notice for each person, not for each run. What it said is not shown, for that holds links.
         */
        get: operations["getNotices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mcp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The tools of the tenant's accounts, as a Model Context Protocol server
         * @description Streamable HTTP, one JSON-RPC message a request; see docs/mcp.md.
         */
        post: operations["postMcp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "agent.auth.connected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An account was connected.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.auth.connected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.auth.reauth_required": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An account is dead; somebody must act, and the event says who and why.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.auth.reauth_required"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.auth.reauth_withdrawn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Nobody needs to act any more; the event says why.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.auth.reauth_withdrawn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.auth.reauth_declined": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The person asked to reauthorize said no; runs no longer wait for the account.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.auth.reauth_declined"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.auth.reauthorized": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An account is back: a new grant was adopted.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.auth.reauthorized"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.auth.expiring": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An account works and will not last: somebody must act, and the event says who, why, and by when.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.auth.expiring"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.auth.identity_mismatch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Somebody tried to renew an account as another person or organization.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.auth.identity_mismatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.auth.disconnected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An account was disconnected and erased.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.auth.disconnected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.webhook.endpoint_disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A webhook endpoint answered 410 Gone and is sent nothing more.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.webhook.endpoint_disabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.run.started": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A run has begun.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.run.started"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.run.skipped": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A start of a schedule came to nothing; the event says why.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.run.skipped"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.run.paused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A run waits for an account.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.run.paused"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.run.resumed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A run goes on.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.run.resumed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.run.overdue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The deadline of a run has come, and it goes on waiting, as it was told to.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.run.overdue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.run.delivered_with_gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A run has delivered what there is; what is missing is marked in it.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.run.delivered_with_gaps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.run.filled_late": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a run had delivered with gaps is complete now.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.run.filled_late"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.run.not_filled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What was missing did not come; the run stays incomplete, and nobody waits any more.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.run.not_filled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.run.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A run has ended, complete or with gaps; the verdict says which.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.run.completed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "agent.run.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A run has ended without what it was for.
         * @description Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.
         */
        post: operations["agent.run.failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description The body of a webhook is exactly this. */
        Event: {
            id: string;
            type: string;
            /** Format: date-time */
            timestamp: string;
            /** @description Rises per account, run or provider app. */
            sequence: number;
            /** @description Pass it as `after` to go on behind this event. */
            position: string;
            /** @description By type; the `webhooks` of this document describe each. */
            data: {
                [key: string]: unknown;
            };
        };
        /** @description RFC 9457. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @description Stable; what a program switches on. */
            code: string;
            errors?: {
                /** @enum {string} */
                in: "body" | "query" | "path" | "header";
                /** @description JSON Pointer (RFC 6901). */
                pointer: string;
                detail: string;
            }[];
            /**
             * Format: uri
             * @description Where a person renews the account that is in the way.
             */
            reauthUrl?: string;
        };
        ProviderApp: {
            id: string;
            provider: string;
            /** @enum {string} */
            state: "sound" | "failing";
            diagnosis?: {
                cause: string;
                /** @enum {string} */
                actor: "person" | "customer_admin" | "operator" | "nobody";
                /** @enum {string} */
                confidence: "certain" | "likely" | "possible";
                summary: string;
                facts: {
                    [key: string]: string | number | boolean | null;
                };
            };
            /** Format: date-time */
            failingSince?: string;
            accounts: {
                active: number;
                held: number;
                reauth_required: number;
            };
        };
        Account: {
            id: string;
            provider: string;
            label: string;
            /** @enum {string} */
            state: "active" | "held" | "reauth_required" | "disconnected";
            tokenVersion: number;
            /** Format: date-time */
            expiresAt: string;
            /**
             * Format: date-time
             * @description When the grant itself ends by the provider’s own word, however often it is refreshed: a person must connect again by then. Null where the provider set no end.
             */
            grantEndsAt: string | null;
            /** @description Null while the account waits for somebody to act. */
            nextRefresh: {
                /** Format: date-time */
                at: string;
                reason: string;
            } | null;
            diagnosis?: {
                cause: string;
                /** @enum {string} */
                actor: "person" | "customer_admin" | "operator" | "nobody";
                /** @enum {string} */
                confidence: "certain" | "likely" | "possible";
                summary: string;
                facts: {
                    [key: string]: string | number | boolean | null;
                };
            };
            externalSubject?: string;
            externalOrganization?: string;
            scopes: string[];
            /** @description What the person left out of what was asked for. A reauthorization link asks for it again. */
            missingScopes?: string[];
            exchanges: {
                settled: number;
                refused: number;
                unknown: number;
            };
            /** @description Whether it will last through the day and night ahead, by what is known. Absent for a disconnected account. */
            forecast?: {
                /** Format: date-time */
                until: string;
                /** @enum {string} */
                verdict: "good" | "at_risk" | "will_not_survive";
                reasons: components["schemas"]["ForecastReason"][];
            };
            /**
             * Format: uri
             * @description Where a person renews it, if one is needed.
             */
            reauthUrl?: string;
            /** Format: date-time */
            createdAt: string;
        };
        ForecastReason: {
            /** @description One of a closed list; docs/preflight.md has them all. */
            code: string;
            /** @enum {string} */
            verdict: "at_risk" | "will_not_survive";
            /** @enum {string} */
            actor: "person" | "customer_admin" | "operator" | "nobody";
            /** Format: date-time */
            actBy: string | null;
            summary: string;
            facts: {
                [key: string]: string | number | boolean | null;
            };
        };
        Tool: {
            name: string;
            /** @description A provider id, or `any`. */
            provider: string;
            scopes: string[];
            /** @enum {string} */
            effect: "read" | "keyed" | "once";
            description: string;
            /** @description JSON Schema of `input`. */
            inputSchema: {
                [key: string]: unknown;
            };
        };
        ToolAnswer: {
            /** @enum {string} */
            status: "ok" | "empty" | "blocked" | "failed";
            /** @description `{value?, rows?}` of a call that ended `ok`. */
            result?: unknown;
            receipt?: components["schemas"]["Receipt"];
            problem?: {
                code: string;
                message: string;
                facts: {
                    [key: string]: unknown;
                };
            };
            /** @enum {string} */
            state?: "reauth_required" | "held" | "disconnected";
            /** Format: uri */
            reauthUrl?: string;
        };
        Receipt: {
            rows: number;
            announced: number | null;
            unmatched: number;
            pages: number;
            lastPageSeen: boolean;
            tokenVersions: number[] | null;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            finishedAt: string;
            facts: {
                [key: string]: string | number | boolean | null;
            };
        };
        Run: {
            id: string;
            kind: string;
            name: string;
            /** @enum {string} */
            state: "running" | "paused" | "ended";
            /** @enum {string|null} */
            verdict: "complete" | "complete_late" | "incomplete" | "failed" | "cancelled" | null;
            stepsDone: number;
            stepsTotal: number;
            /** @description Accounts whose renewal it waits for. */
            pausedOn: string[];
            gaps: {
                step: string;
                account: string;
                /** @enum {string} */
                code: "count_mismatch" | "step_failed" | "step_skipped" | "waiting_for_account" | "declined" | "delivered_with_gaps" | "cancelled" | "budget_spent" | "expectation_unmet" | "no_answer";
                detail: string;
                expected: number | null;
                got: number | null;
            }[];
            lateFill: components["schemas"]["LateFill"];
            /** Format: date-time */
            deadline: string | null;
            /** @enum {string} */
            onDeadline: "keep_waiting" | "deliver_with_gaps" | "fail";
            /** Format: date-time */
            createdAt: string;
        };
        /** @description What becomes of the gaps, after the run has ended. It sets the verdict to `complete_late`. */
        LateFill: {
            /** @enum {string} */
            state: "waiting" | "filled" | "given_up";
            waitsFor: string[];
            /** Format: date-time */
            untilAt: string;
            /** Format: date-time */
            endedAt: string | null;
            reason: string | null;
        } | null;
        Ledger: {
            run: string;
            revision: number;
            /** @enum {string} */
            state: "running" | "paused" | "ended";
            /** @enum {string|null} */
            verdict: "complete" | "complete_late" | "incomplete" | "failed" | "cancelled" | null;
            steps: {
                id: string;
                account: string;
                tool: string;
                required: boolean;
                needs: string[];
                /** @enum {string} */
                state: "waiting" | "running" | "paused" | "done" | "failed" | "skipped";
                receipt: components["schemas"]["Receipt"] | null;
                problem: {
                    code: string;
                    message: string;
                    facts: {
                        [key: string]: string | number | boolean | null;
                    };
                } | null;
                /** Format: date-time */
                startedAt: string | null;
                /** Format: date-time */
                finishedAt: string | null;
                pauses: {
                    account: string;
                    /** @enum {string} */
                    state: "held" | "reauth_required" | "disconnected";
                    /** Format: date-time */
                    pausedAt: string;
                    /** Format: date-time */
                    resumedAt: string | null;
                }[];
                /** @description Steps it went on without; what it wrote says so itself. */
                without?: string[];
                turn?: components["schemas"]["Turn"];
                /** @description Requests of this step that change something at its provider, by what is known of them; see docs/writes.md. */
                writes?: {
                    planned?: number;
                    sent?: number;
                    confirmed?: number;
                    unknown?: number;
                    refused?: number;
                };
                receiptWithGaps?: components["schemas"]["Receipt"] & unknown;
            }[];
            gaps: {
                step: string;
                account: string;
                /** @enum {string} */
                code: "count_mismatch" | "step_failed" | "step_skipped" | "waiting_for_account" | "declined" | "delivered_with_gaps" | "cancelled" | "budget_spent" | "expectation_unmet" | "no_answer";
                detail: string;
                expected: number | null;
                got: number | null;
            }[];
            lateFill: components["schemas"]["LateFill"];
            pausedOn: string[];
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
        };
        /** @description Of a run of kind agent: what its model asked for, and what came of it. */
        Turn: {
            number: number;
            usage: {
                input: number;
                output: number;
                cost: number | null;
            };
            /** @description Older results the model read as references only. */
            leftOut: number;
            calls: {
                /** @description Names its rows: GET /v1/runs/{id}/rows/{step}. */
                id: string;
                tool: string;
                account: string | null;
                /** @enum {string} */
                effect: "read" | "keyed" | "once";
                inputDigest: string;
                /** @enum {string} */
                state: "waiting" | "running" | "paused" | "done" | "failed" | "unavailable";
                receipt: components["schemas"]["Receipt"] | null;
                problem: {
                    code: string;
                    message: string;
                    facts: {
                        [key: string]: string | number | boolean | null;
                    };
                } | null;
                /** Format: date-time */
                startedAt: string | null;
                /** Format: date-time */
                finishedAt: string | null;
                pauses: {
                    account: string;
                    /** @enum {string} */
                    state: "held" | "reauth_required" | "disconnected";
                    /** Format: date-time */
                    pausedAt: string;
                    /** Format: date-time */
                    resumedAt: string | null;
                }[];
            }[];
        };
        /** @description What was said. It proves nothing: what a run is worth stands in its ledger. */
        Transcript: {
            run: string;
            name: string;
            model: string;
            /** @enum {string} */
            state: "running" | "paused" | "ended";
            verdict: string | null;
            /** @description The final answer; null until there is one. */
            answer?: unknown;
            items: components["schemas"]["TranscriptItem"][];
            nextCursor: string | null;
        };
        TranscriptItem: {
            /** @description 0: the order. */
            turn: number;
            /** Format: date-time */
            at: string;
            /**
             * @description Who speaks: whoever ordered the run, a tool, the run itself, or the model.
             * @enum {string}
             */
            from: "order" | "tool" | "run" | "model";
            text: string;
            /** @description Of a tool: the call it answers, e.g. t1.1. */
            call: string | null;
            /** @description Of a tool: how the call ended, as the model was told. */
            status: string | null;
            /** @description Of the model: what it asked for. */
            calls: {
                id: string;
                tool: string;
                /** @description Any JSON value. */
                input?: unknown;
            }[];
            model: string | null;
            /** @description Of the model: tokens of this turn, as its provider counted. */
            usage: {
                input: number;
                output: number;
                cost: number | null;
            } | null;
            /** @description Calls whose results the model read as a reference only, because room was short. */
            leftOut: string[];
        };
        Schedule: {
            id: string;
            cron: string[];
            calendars: {
                minute?: {
                    start: number;
                    end: number;
                    step: number;
                }[];
                hour?: {
                    start: number;
                    end: number;
                    step: number;
                }[];
                dayOfMonth?: {
                    start: number;
                    end: number;
                    step: number;
                }[];
                month?: {
                    start: string;
                    end: string;
                    step: number;
                }[];
                dayOfWeek?: {
                    start: string;
                    end: string;
                    step: number;
                }[];
                year?: {
                    start: number;
                    end: number;
                    step: number;
                }[];
            }[];
            timeZone: string;
            /** Format: date-time */
            startAt: string | null;
            /** Format: date-time */
            endAt: string | null;
            /** @enum {string} */
            overlap: "skip" | "buffer_one" | "buffer_all" | "cancel_other" | "allow_all";
            catchupWindowMinutes: number;
            jitterMinutes: number;
            preflightLeadMinutes: number;
            paused: boolean;
            note: string | null;
            run: {
                kind: string;
                name: string | null;
                input: {
                    [key: string]: unknown;
                };
                deadline: string | null;
                /** @enum {string} */
                onDeadline: "keep_waiting" | "deliver_with_gaps" | "fail";
            };
            /** @description The next five, as the server works them out. While it is paused they pass. */
            nextStarts: {
                /** Format: date-time */
                at: string;
                date: string;
                /**
                 * Format: date-time
                 * @description With its jitter.
                 */
                beginsAt: string;
            }[];
            /** @description The latest first. */
            lastStarts: components["schemas"]["ScheduleStart"][];
            /** @description How many starts came to nothing; those that were filled in later do not count. */
            skipped: {
                overlap: number;
                catchupWindow: number;
                paused: number;
                cancelled: number;
                clockChange: number;
            };
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ScheduleStart: {
            /**
             * Format: date-time
             * @description When it was due; of a trigger, when it was ordered.
             */
            at: string;
            /** @description By the clocks of the zone. */
            date: string;
            /** @enum {string} */
            cause: "schedule" | "trigger" | "backfill";
            /** @enum {string} */
            state: "waiting" | "begun" | "ended" | "skipped";
            /** @enum {string|null} */
            skipReason: "overlap" | "catchup_window" | "paused" | "cancelled" | "deleted" | "clock_change" | null;
            run: {
                id: string;
                /** @enum {string|null} */
                state: "running" | "paused" | "ended" | null;
                /** @enum {string|null} */
                verdict: "complete" | "complete_late" | "incomplete" | "failed" | "cancelled" | null;
            } | null;
        };
        Preflight: {
            id: string;
            schedule: string | null;
            /** @description Name of the run it looks ahead to. */
            run: string | null;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            until: string;
            /** @enum {string} */
            state: "running" | "done";
            accounts: number;
            /** @description Asked about at their providers so far. */
            probed: number;
            good: number;
            atRisk: number;
            willNotSurvive: number;
            /** @description Those that are not good, once it is known. */
            items: components["schemas"]["ForecastItem"][];
            nextCursor: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            endedAt: string | null;
        };
        ForecastItem: {
            account: string;
            /** @description Null for an account that is not here. */
            provider: string | null;
            label: string | null;
            /** @enum {string} */
            verdict: "good" | "at_risk" | "will_not_survive";
            reasons: components["schemas"]["ForecastReason"][];
            /**
             * @description Of the gravest reason.
             * @enum {string|null}
             */
            actor: "person" | "customer_admin" | "operator" | "nobody" | null;
            /**
             * Format: date-time
             * @description The soonest of all reasons.
             */
            actBy: string | null;
            /**
             * Format: uri
             * @description Where a person renews it, once that was asked for.
             */
            reauthUrl: string | null;
        };
        Delivery: {
            id: string;
            endpoint: string;
            event: string;
            /** @description The account or run whose events reach the endpoint in order; `tenant` for others. */
            subject: string;
            /**
             * @description `dead`: given up after the last try, until it is retried by hand.
             * @enum {string}
             */
            state: "pending" | "delivered" | "dead";
            /**
             * Format: date-time
             * @description Of a pending one. It may wait longer: for those before it in its order.
             */
            nextAttemptAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            attempts: {
                /** Format: date-time */
                startedAt: string;
                durationMs: number;
                /** @description Null: no answer came. */
                status: number | null;
                /** @description Null: it was delivered. */
                reason: string | null;
                /** @description The beginning of an answer that refused. */
                snippet: string | null;
            }[];
        };
        WebhookEndpoint: {
            id: string;
            url: string;
            /** @description Null: every type. */
            types: string[] | null;
            description: string | null;
            /** @enum {string} */
            state: "enabled" | "disabled";
            disabledReason: string | null;
            /** @description Each signs every delivery; the newest first. */
            secrets: {
                id: string;
                /** Format: date-time */
                createdAt: string;
                /**
                 * Format: date-time
                 * @description Null: the current one.
                 */
                expiresAt: string | null;
            }[];
            /** Format: date-time */
            createdAt: string;
        };
        Contact: {
            id: string;
            name: string;
            /** Format: email */
            email?: string;
            slack?: {
                /** @description A connected Slack account of this tenant; it posts. */
                account: string;
                channel: string;
            };
            /** @description Times in messages are of this zone, and quiet hours too. */
            timeZone: string;
            /** @description Local times; may span midnight. Nothing is sent within them, unless a run’s deadline would pass. */
            quietHours?: {
                from: string;
                to: string;
            };
            language: string;
            /** Format: date-time */
            createdAt: string;
        };
        AskedContacts: {
            /** @description Whose account it is: renews the consent. */
            person: string;
            /** @description Asked for policies and permissions; else the person is. */
            admin?: string;
            /** @description Asked too when nobody acted and half of the time to the earliest deadline is over. */
            escalation?: string;
        };
        Notice: {
            /** @description Stands in the Message-ID of the e-mail. */
            id: string;
            contact: string;
            /** @description The accounts it is about. */
            accounts: string[];
            messages: {
                /** @enum {string} */
                channel: "email" | "slack";
                to: string;
                /**
                 * @description `refused`: the address takes nothing. `failed`: out of tries. `withdrawn`: it no longer mattered.
                 * @enum {string}
                 */
                state: "pending" | "sent" | "refused" | "failed" | "withdrawn";
                tries: number;
                reason: string | null;
                /** Format: date-time */
                nextAttemptAt: string | null;
                /** Format: date-time */
                sentAt: string | null;
            }[];
            /** Format: date-time */
            createdAt: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    postTenants: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "acme",
                 *       "name": "Acme"
                 *     }
                 */
                "application/json": {
                    id: string;
                    name: string;
                    /** @description Days for which what is over is kept: runs with their rows, events, the journal (docs/retention.md). Null: FIRSTLIGHT_RETENTION_DAYS. */
                    retentionDays?: number | null;
                };
            };
        };
        responses: {
            /** @description The tenant, and its API key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tenant": {
                     *         "id": "acme",
                     *         "name": "Acme",
                     *         "retentionDays": null
                     *       },
                     *       "apiKey": "fl_…"
                     *     }
                     */
                    "application/json": {
                        tenant: {
                            id: string;
                            name: string;
                            /** @description Days for which what is over is kept: runs with their rows, events, the journal (docs/retention.md). Null: FIRSTLIGHT_RETENTION_DAYS. */
                            retentionDays: number | null;
                        };
                        /** @description Shown here and never again. */
                        apiKey: string;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is of the wrong kind. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchTenantsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "retentionDays": 400
                 *     }
                 */
                "application/json": {
                    name?: string;
                    /** @description Days for which what is over is kept: runs with their rows, events, the journal (docs/retention.md). Null: FIRSTLIGHT_RETENTION_DAYS. */
                    retentionDays?: number | null;
                };
            };
        };
        responses: {
            /** @description The tenant. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "acme",
                     *       "name": "Acme",
                     *       "retentionDays": 400
                     *     }
                     */
                    "application/json": {
                        id: string;
                        name: string;
                        /** @description Days for which what is over is kept: runs with their rows, events, the journal (docs/retention.md). Null: FIRSTLIGHT_RETENTION_DAYS. */
                        retentionDays: number | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is of the wrong kind. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProviderApps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "hubspot",
                     *           "provider": "hubspot",
                     *           "state": "failing",
                     *           "diagnosis": {
                     *             "cause": "client_secret_invalid",
                     *             "actor": "operator",
                     *             "confidence": "certain",
                     *             "summary": "HubSpot no longer accepts our own client secret.",
                     *             "facts": {
                     *               "error": "BAD_CLIENT_SECRET",
                     *               "status": 400
                     *             }
                     *           },
                     *           "failingSince": "2026-11-25T02:09:51.118Z",
                     *           "accounts": {
                     *             "active": 0,
                     *             "held": 212,
                     *             "reauth_required": 1
                     *           }
                     *         },
                     *         {
                     *           "id": "google",
                     *           "provider": "google",
                     *           "state": "sound",
                     *           "accounts": {
                     *             "active": 214,
                     *             "held": 0,
                     *             "reauth_required": 2
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["ProviderApp"][];
                    };
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is of the wrong kind. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProviderAppsEvents: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "evt_app_hubspot_7",
                     *           "type": "agent.provider.app_failing",
                     *           "timestamp": "2026-11-25T02:10:04.512Z",
                     *           "sequence": 7,
                     *           "position": "1841",
                     *           "data": {
                     *             "providerApp": "hubspot",
                     *             "provider": "HubSpot",
                     *             "reason": "client_secret_invalid",
                     *             "actor": "operator",
                     *             "diagnosis": {
                     *               "cause": "client_secret_invalid",
                     *               "actor": "operator",
                     *               "confidence": "certain",
                     *               "summary": "HubSpot no longer accepts our own client secret.",
                     *               "facts": {
                     *                 "error": "BAD_CLIENT_SECRET",
                     *                 "status": 400
                     *               }
                     *             }
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is of the wrong kind. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAccountsLinks: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "provider": "hubspot",
                 *       "label": "Deals of Acme",
                 *       "returnUrl": "https://app.acme.example/accounts"
                 *     }
                 */
                "application/json": {
                    provider: string;
                    /** @description What to ask for. Default: the provider's usual scopes. */
                    scopes?: string[];
                    label?: string;
                    /** @description Where the browser is sent afterwards, with `account` and `status` added. Must be allowed by FIRSTLIGHT_RETURN_URLS. */
                    returnUrl?: string;
                };
            };
        };
        responses: {
            /** @description The link. It works once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://firstlight.example.com/connect/connect_1f8a60c3d94e4b72a5e0b7d82c6f9345.…",
                     *       "expiresAt": "2026-12-02T02:10:04.000Z"
                     *     }
                     */
                    "application/json": {
                        /** Format: uri */
                        url: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAccountsByIdReauthLinks: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "returnUrl": "https://app.acme.example/accounts"
                 *     }
                 */
                "application/json": {
                    /** @description Where the browser is sent afterwards, with `account` and `status` added. Must be allowed by FIRSTLIGHT_RETURN_URLS. */
                    returnUrl?: string;
                };
            };
        };
        responses: {
            /** @description The link. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…",
                     *       "expiresAt": "2026-12-02T02:10:04.000Z"
                     *     }
                     */
                    "application/json": {
                        /** Format: uri */
                        url: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAccountsImport: {
        parameters: {
            query?: {
                /** @description `true`: check, import nothing, and do not ask the provider. */
                dryRun?: "true" | "false";
            };
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "provider": "hubspot",
                 *       "accessToken": "...",
                 *       "refreshToken": "...",
                 *       "expiresAt": "2027-11-25T02:26:47Z",
                 *       "scopes": [
                 *         "oauth",
                 *         "crm.objects.deals.read",
                 *         "crm.objects.deals.write"
                 *       ],
                 *       "label": "Deals of Acme"
                 *     }
                 */
                "application/json": {
                    provider: string;
                    accessToken: string;
                    refreshToken?: string;
                    /** @description ISO 8601, or milliseconds since 1970. Asked of the provider, or assumed, where it is missing. */
                    expiresAt?: string | number;
                    /** @description When the refresh token itself ends, where the provider said so (Google: `refresh_token_expires_in`). */
                    grantEndsAt?: string | number;
                    scopes?: string[];
                    /** @description Whose account it is, as the provider names it. */
                    externalSubject?: string;
                    externalOrganization?: string;
                    /** Format: uri */
                    apiBaseUrl?: string;
                    label?: string;
                };
            };
        };
        responses: {
            /** @description With `dryRun`: it can be imported; nothing was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "provider": "hubspot",
                     *       "label": "Deals of Acme",
                     *       "refreshTokens": "reusable"
                     *     }
                     */
                    "application/json": {
                        provider: string;
                        label: string;
                        /**
                         * @description `single-use`: whoever else still refreshes this grant must stop before it is imported.
                         * @enum {string}
                         */
                        refreshTokens: "reusable" | "previous-still-valid" | "single-use" | "none";
                    };
                };
            };
            /** @description The account, kept alive from now on. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *       "provider": "hubspot",
                     *       "label": "Deals of Acme",
                     *       "state": "active",
                     *       "tokenVersion": 12,
                     *       "expiresAt": "2026-11-25T02:26:47.705Z",
                     *       "grantEndsAt": null,
                     *       "nextRefresh": {
                     *         "at": "2026-11-25T02:16:58.347Z",
                     *         "reason": "slot 0.618 of a period of 20 min (2/3 of 30 min); if no run uses it by then, 2026-11-26 00:00:00Z"
                     *       },
                     *       "externalSubject": "9000001",
                     *       "externalOrganization": "40000000",
                     *       "scopes": [
                     *         "oauth",
                     *         "crm.objects.deals.read",
                     *         "crm.objects.deals.write"
                     *       ],
                     *       "exchanges": {
                     *         "settled": 11,
                     *         "refused": 0,
                     *         "unknown": 0
                     *       },
                     *       "createdAt": "2026-11-24T14:56:47.745Z",
                     *       "forecast": {
                     *         "until": "2026-11-26T03:00:00.000Z",
                     *         "verdict": "good",
                     *         "reasons": []
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccounts: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of accounts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *           "provider": "hubspot",
                     *           "label": "Deals of Acme",
                     *           "state": "active",
                     *           "tokenVersion": 12,
                     *           "expiresAt": "2026-11-25T02:26:47.705Z",
                     *           "grantEndsAt": null,
                     *           "nextRefresh": {
                     *             "at": "2026-11-25T02:16:58.347Z",
                     *             "reason": "slot 0.618 of a period of 20 min (2/3 of 30 min); if no run uses it by then, 2026-11-26 00:00:00Z"
                     *           },
                     *           "externalSubject": "9000001",
                     *           "externalOrganization": "40000000",
                     *           "scopes": [
                     *             "oauth",
                     *             "crm.objects.deals.read",
                     *             "crm.objects.deals.write"
                     *           ],
                     *           "exchanges": {
                     *             "settled": 11,
                     *             "refused": 0,
                     *             "unknown": 0
                     *           },
                     *           "createdAt": "2026-11-24T14:56:47.745Z",
                     *           "forecast": {
                     *             "until": "2026-11-26T03:00:00.000Z",
                     *             "verdict": "good",
                     *             "reasons": []
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Account"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccountsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAccountsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Disconnected for good, and what became of the grant at the provider. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        account: components["schemas"]["Account"];
                        revocation: {
                            /** @enum {string} */
                            kind: "revoked" | "shared" | "not_offered" | "refused" | "unanswered" | "under_way";
                            detail: string;
                            /** @description With `shared`: how many other accounts a revocation may have ended. */
                            siblings?: number;
                        };
                    };
                };
            };
            /** @description Recorded; it is done when the exchange under way is over. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account": {
                     *         "id": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *         "provider": "hubspot",
                     *         "label": "Deals of Acme",
                     *         "state": "active",
                     *         "tokenVersion": 12,
                     *         "expiresAt": "2026-11-25T02:26:47.705Z",
                     *         "grantEndsAt": null,
                     *         "nextRefresh": {
                     *           "at": "2026-11-25T02:16:58.347Z",
                     *           "reason": "slot 0.618 of a period of 20 min (2/3 of 30 min); if no run uses it by then, 2026-11-26 00:00:00Z"
                     *         },
                     *         "externalSubject": "9000001",
                     *         "externalOrganization": "40000000",
                     *         "scopes": [
                     *           "oauth",
                     *           "crm.objects.deals.read",
                     *           "crm.objects.deals.write"
                     *         ],
                     *         "exchanges": {
                     *           "settled": 11,
                     *           "refused": 0,
                     *           "unknown": 0
                     *         },
                     *         "createdAt": "2026-11-24T14:56:47.745Z",
                     *         "forecast": {
                     *           "until": "2026-11-26T03:00:00.000Z",
                     *           "verdict": "good",
                     *           "reasons": []
                     *         }
                     *       },
                     *       "revocation": {
                     *         "kind": "under_way",
                     *         "detail": "Recorded. It is done when the exchange under way is over, or a worker runs; the event agent.auth.disconnected tells, and the same request again does too."
                     *       }
                     *     }
                     */
                    "application/json": {
                        account: components["schemas"]["Account"];
                        revocation: {
                            /** @enum {string} */
                            kind: "revoked" | "shared" | "not_offered" | "refused" | "unanswered" | "under_way";
                            detail: string;
                            /** @description With `shared`: how many other accounts a revocation may have ended. */
                            siblings?: number;
                        };
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAccountsByIdCheck: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the provider said, and the account after it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description `looks_dead`: the provider calls it inactive; an exchange was tried at once, and `account` shows what came of it. `unanswered`: nothing was learned, or the account waits for somebody already.
                         * @enum {string}
                         */
                        check: "holds" | "looks_dead" | "unanswered";
                        account: components["schemas"]["Account"];
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAccountsByIdImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "accessToken": "...",
                 *       "refreshToken": "...",
                 *       "expiresAt": "2027-11-25T02:26:47Z",
                 *       "scopes": [
                 *         "oauth",
                 *         "crm.objects.deals.read",
                 *         "crm.objects.deals.write"
                 *       ]
                 *     }
                 */
                "application/json": {
                    accessToken: string;
                    refreshToken?: string;
                    /** @description ISO 8601, or milliseconds since 1970. Asked of the provider, or assumed, where it is missing. */
                    expiresAt?: string | number;
                    /** @description When the refresh token itself ends, where the provider said so (Google: `refresh_token_expires_in`). */
                    grantEndsAt?: string | number;
                    scopes?: string[];
                    /** @description Whose account it is, as the provider names it. */
                    externalSubject?: string;
                    externalOrganization?: string;
                    /** Format: uri */
                    apiBaseUrl?: string;
                };
            };
        };
        responses: {
            /** @description The grant is in force, and runs that waited for it go on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "adopted",
                     *       "missing": [],
                     *       "account": {
                     *         "id": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *         "provider": "hubspot",
                     *         "label": "Deals of Acme",
                     *         "state": "active",
                     *         "tokenVersion": 12,
                     *         "expiresAt": "2026-11-25T02:26:47.705Z",
                     *         "grantEndsAt": null,
                     *         "nextRefresh": {
                     *           "at": "2026-11-25T02:16:58.347Z",
                     *           "reason": "slot 0.618 of a period of 20 min (2/3 of 30 min); if no run uses it by then, 2026-11-26 00:00:00Z"
                     *         },
                     *         "externalSubject": "9000001",
                     *         "externalOrganization": "40000000",
                     *         "scopes": [
                     *           "oauth",
                     *           "crm.objects.deals.read",
                     *           "crm.objects.deals.write"
                     *         ],
                     *         "exchanges": {
                     *           "settled": 11,
                     *           "refused": 0,
                     *           "unknown": 0
                     *         },
                     *         "createdAt": "2026-11-24T14:56:47.745Z",
                     *         "forecast": {
                     *           "until": "2026-11-26T03:00:00.000Z",
                     *           "verdict": "good",
                     *           "reasons": []
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description `adopted`: in force. `staged`: stored, and taken up as soon as the account is done with what it is doing. Of all others the old grant stays as it was. `identity_mismatch`: of another person or organization than the account. `identity_unknown`: the provider does not say whose it is, though the owner of the account is known. `scopes_missing`: it covers less than the account would lose. `no_refresh_token`: it would end with its access token. `superseded`: another new grant was first. `provider_away`: the provider could not be asked whose it is; send it again.
                         * @enum {string}
                         */
                        outcome: "adopted" | "staged" | "superseded" | "identity_mismatch" | "identity_unknown" | "scopes_missing" | "no_refresh_token" | "provider_away";
                        /** @description Permissions it lacks, and what does not work without them. */
                        missing: {
                            scope: string;
                            breaks: {
                                tool: string;
                                does: string;
                            }[];
                        }[];
                        account: components["schemas"]["Account"];
                    };
                };
            };
            /** @description The grant is stored and will be taken up. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "staged",
                     *       "missing": [],
                     *       "account": {
                     *         "id": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *         "provider": "hubspot",
                     *         "label": "Deals of Acme",
                     *         "state": "reauth_required",
                     *         "tokenVersion": 12,
                     *         "expiresAt": "2026-11-25T02:26:47.705Z",
                     *         "grantEndsAt": null,
                     *         "nextRefresh": null,
                     *         "externalSubject": "9000001",
                     *         "externalOrganization": "40000000",
                     *         "scopes": [
                     *           "oauth",
                     *           "crm.objects.deals.read",
                     *           "crm.objects.deals.write"
                     *         ],
                     *         "exchanges": {
                     *           "settled": 11,
                     *           "refused": 1,
                     *           "unknown": 0
                     *         },
                     *         "createdAt": "2026-11-24T14:56:47.745Z",
                     *         "forecast": {
                     *           "until": "2026-11-26T03:00:00.000Z",
                     *           "verdict": "will_not_survive",
                     *           "reasons": [
                     *             {
                     *               "code": "reauth_required",
                     *               "verdict": "will_not_survive",
                     *               "actor": "person",
                     *               "actBy": "2026-11-25T05:00:00.000Z",
                     *               "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                     *               "facts": {
                     *                 "cause": "user_revoked"
                     *               }
                     *             }
                     *           ]
                     *         },
                     *         "diagnosis": {
                     *           "cause": "user_revoked",
                     *           "actor": "person",
                     *           "confidence": "likely",
                     *           "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                     *           "facts": {
                     *             "error": "BAD_REFRESH_TOKEN",
                     *             "status": 400,
                     *             "consentAgeDays": 1,
                     *             "idleDays": 0,
                     *             "lostAnswers": 0
                     *           }
                     *         },
                     *         "reauthUrl": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description `adopted`: in force. `staged`: stored, and taken up as soon as the account is done with what it is doing. Of all others the old grant stays as it was. `identity_mismatch`: of another person or organization than the account. `identity_unknown`: the provider does not say whose it is, though the owner of the account is known. `scopes_missing`: it covers less than the account would lose. `no_refresh_token`: it would end with its access token. `superseded`: another new grant was first. `provider_away`: the provider could not be asked whose it is; send it again.
                         * @enum {string}
                         */
                        outcome: "adopted" | "staged" | "superseded" | "identity_mismatch" | "identity_unknown" | "scopes_missing" | "no_refresh_token" | "provider_away";
                        /** @description Permissions it lacks, and what does not work without them. */
                        missing: {
                            scope: string;
                            breaks: {
                                tool: string;
                                does: string;
                            }[];
                        }[];
                        account: components["schemas"]["Account"];
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The grant was not taken; the old one stays as it was. A problem: the account was disconnected. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "scopes_missing",
                     *       "missing": [
                     *         {
                     *           "scope": "crm.objects.deals.write",
                     *           "breaks": [
                     *             {
                     *               "tool": "hubspot.upsert_deals",
                     *               "does": "Creates or updates deals, found by a unique property that holds the row key."
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "account": {
                     *         "id": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *         "provider": "hubspot",
                     *         "label": "Deals of Acme",
                     *         "state": "reauth_required",
                     *         "tokenVersion": 12,
                     *         "expiresAt": "2026-11-25T02:26:47.705Z",
                     *         "grantEndsAt": null,
                     *         "nextRefresh": null,
                     *         "externalSubject": "9000001",
                     *         "externalOrganization": "40000000",
                     *         "scopes": [
                     *           "oauth",
                     *           "crm.objects.deals.read",
                     *           "crm.objects.deals.write"
                     *         ],
                     *         "exchanges": {
                     *           "settled": 11,
                     *           "refused": 1,
                     *           "unknown": 0
                     *         },
                     *         "createdAt": "2026-11-24T14:56:47.745Z",
                     *         "forecast": {
                     *           "until": "2026-11-26T03:00:00.000Z",
                     *           "verdict": "will_not_survive",
                     *           "reasons": [
                     *             {
                     *               "code": "reauth_required",
                     *               "verdict": "will_not_survive",
                     *               "actor": "person",
                     *               "actBy": "2026-11-25T05:00:00.000Z",
                     *               "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                     *               "facts": {
                     *                 "cause": "user_revoked"
                     *               }
                     *             }
                     *           ]
                     *         },
                     *         "diagnosis": {
                     *           "cause": "user_revoked",
                     *           "actor": "person",
                     *           "confidence": "likely",
                     *           "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                     *           "facts": {
                     *             "error": "BAD_REFRESH_TOKEN",
                     *             "status": 400,
                     *             "consentAgeDays": 1,
                     *             "idleDays": 0,
                     *             "lostAnswers": 0
                     *           }
                     *         },
                     *         "reauthUrl": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description `adopted`: in force. `staged`: stored, and taken up as soon as the account is done with what it is doing. Of all others the old grant stays as it was. `identity_mismatch`: of another person or organization than the account. `identity_unknown`: the provider does not say whose it is, though the owner of the account is known. `scopes_missing`: it covers less than the account would lose. `no_refresh_token`: it would end with its access token. `superseded`: another new grant was first. `provider_away`: the provider could not be asked whose it is; send it again.
                         * @enum {string}
                         */
                        outcome: "adopted" | "staged" | "superseded" | "identity_mismatch" | "identity_unknown" | "scopes_missing" | "no_refresh_token" | "provider_away";
                        /** @description Permissions it lacks, and what does not work without them. */
                        missing: {
                            scope: string;
                            breaks: {
                                tool: string;
                                does: string;
                            }[];
                        }[];
                        account: components["schemas"]["Account"];
                    };
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider could not be asked. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "provider_away",
                     *       "missing": [],
                     *       "account": {
                     *         "id": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *         "provider": "hubspot",
                     *         "label": "Deals of Acme",
                     *         "state": "reauth_required",
                     *         "tokenVersion": 12,
                     *         "expiresAt": "2026-11-25T02:26:47.705Z",
                     *         "grantEndsAt": null,
                     *         "nextRefresh": null,
                     *         "externalSubject": "9000001",
                     *         "externalOrganization": "40000000",
                     *         "scopes": [
                     *           "oauth",
                     *           "crm.objects.deals.read",
                     *           "crm.objects.deals.write"
                     *         ],
                     *         "exchanges": {
                     *           "settled": 11,
                     *           "refused": 1,
                     *           "unknown": 0
                     *         },
                     *         "createdAt": "2026-11-24T14:56:47.745Z",
                     *         "forecast": {
                     *           "until": "2026-11-26T03:00:00.000Z",
                     *           "verdict": "will_not_survive",
                     *           "reasons": [
                     *             {
                     *               "code": "reauth_required",
                     *               "verdict": "will_not_survive",
                     *               "actor": "person",
                     *               "actBy": "2026-11-25T05:00:00.000Z",
                     *               "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                     *               "facts": {
                     *                 "cause": "user_revoked"
                     *               }
                     *             }
                     *           ]
                     *         },
                     *         "diagnosis": {
                     *           "cause": "user_revoked",
                     *           "actor": "person",
                     *           "confidence": "likely",
                     *           "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                     *           "facts": {
                     *             "error": "BAD_REFRESH_TOKEN",
                     *             "status": 400,
                     *             "consentAgeDays": 1,
                     *             "idleDays": 0,
                     *             "lostAnswers": 0
                     *           }
                     *         },
                     *         "reauthUrl": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description `adopted`: in force. `staged`: stored, and taken up as soon as the account is done with what it is doing. Of all others the old grant stays as it was. `identity_mismatch`: of another person or organization than the account. `identity_unknown`: the provider does not say whose it is, though the owner of the account is known. `scopes_missing`: it covers less than the account would lose. `no_refresh_token`: it would end with its access token. `superseded`: another new grant was first. `provider_away`: the provider could not be asked whose it is; send it again.
                         * @enum {string}
                         */
                        outcome: "adopted" | "staged" | "superseded" | "identity_mismatch" | "identity_unknown" | "scopes_missing" | "no_refresh_token" | "provider_away";
                        /** @description Permissions it lacks, and what does not work without them. */
                        missing: {
                            scope: string;
                            breaks: {
                                tool: string;
                                does: string;
                            }[];
                        }[];
                        account: components["schemas"]["Account"];
                    };
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccountsByIdProxyByPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description Another of the provider’s declared origins than the account’s own. */
                "firstlight-origin"?: string;
            };
            path: {
                id: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provider’s answer, as it came. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider’s request limit is used up for now; `Retry-After` says for how long. Nothing was sent, or what was sent was not carried out. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider’s answer, as it came. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    putAccountsByIdProxyByPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description Another of the provider’s declared origins than the account’s own. */
                "firstlight-origin"?: string;
            };
            path: {
                id: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "properties": {
                 *         "dealname": "Dawn Sail Foods: new business",
                 *         "amount": "73066.83"
                 *       }
                 *     }
                 */
                "*/*": unknown;
            };
        };
        responses: {
            /** @description The provider’s answer, as it came. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider’s request limit is used up for now; `Retry-After` says for how long. Nothing was sent, or what was sent was not carried out. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider’s answer, as it came. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postAccountsByIdProxyByPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description Another of the provider’s declared origins than the account’s own. */
                "firstlight-origin"?: string;
            };
            path: {
                id: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "properties": {
                 *         "dealname": "Dawn Sail Foods: new business",
                 *         "amount": "73066.83"
                 *       }
                 *     }
                 */
                "*/*": unknown;
            };
        };
        responses: {
            /** @description The provider’s answer, as it came. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider’s request limit is used up for now; `Retry-After` says for how long. Nothing was sent, or what was sent was not carried out. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider’s answer, as it came. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteAccountsByIdProxyByPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description Another of the provider’s declared origins than the account’s own. */
                "firstlight-origin"?: string;
            };
            path: {
                id: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "properties": {
                 *         "dealname": "Dawn Sail Foods: new business",
                 *         "amount": "73066.83"
                 *       }
                 *     }
                 */
                "*/*": unknown;
            };
        };
        responses: {
            /** @description The provider’s answer, as it came. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider’s request limit is used up for now; `Retry-After` says for how long. Nothing was sent, or what was sent was not carried out. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider’s answer, as it came. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchAccountsByIdProxyByPath: {
        parameters: {
            query?: never;
            header?: {
                /** @description Another of the provider’s declared origins than the account’s own. */
                "firstlight-origin"?: string;
            };
            path: {
                id: string;
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "properties": {
                 *         "dealname": "Dawn Sail Foods: new business",
                 *         "amount": "73066.83"
                 *       }
                 *     }
                 */
                "*/*": unknown;
            };
        };
        responses: {
            /** @description The provider’s answer, as it came. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider’s request limit is used up for now; `Retry-After` says for how long. Nothing was sent, or what was sent was not carried out. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider does not answer. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider’s answer, as it came. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getTools: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All tools. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "slack.list_channels",
                     *           "provider": "slack",
                     *           "scopes": [
                     *             "channels:read"
                     *           ],
                     *           "effect": "read",
                     *           "description": "Reads all public channels of the workspace. The row key is the channel id.",
                     *           "inputSchema": {
                     *             "$schema": "https://json-schema.org/draft/2020-12/schema",
                     *             "type": "object",
                     *             "properties": {
                     *               "includeArchived": {
                     *                 "type": "boolean",
                     *                 "default": false
                     *               },
                     *               "pageSize": {
                     *                 "type": "integer",
                     *                 "minimum": 1,
                     *                 "maximum": 1000,
                     *                 "default": 200
                     *               }
                     *             },
                     *             "additionalProperties": false
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Tool"][];
                        nextCursor: null;
                    };
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAccountsByIdToolsByTool: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
                tool: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "input": {
                 *         "method": "GET",
                 *         "path": "/account-info/v3/details"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @default {} */
                    input?: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description How the call ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolAnswer"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The provider’s request limit is used up for now; `Retry-After` says for how long. Nothing was sent, or what was sent was not carried out. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRuns: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
                state?: "running" | "paused" | "ended";
                verdict?: "complete" | "complete_late" | "incomplete" | "failed" | "cancelled";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                     *           "kind": "dealReport",
                     *           "name": "Deal report",
                     *           "state": "paused",
                     *           "verdict": null,
                     *           "stepsDone": 1,
                     *           "stepsTotal": 3,
                     *           "pausedOn": [
                     *             "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834"
                     *           ],
                     *           "gaps": [],
                     *           "lateFill": null,
                     *           "deadline": "2026-11-25T06:30:00.000Z",
                     *           "onDeadline": "deliver_with_gaps",
                     *           "createdAt": "2026-11-25T01:00:00.315Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Run"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postRuns: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "dealReport";
                    input: {
                        accounts: {
                            hubspot: string;
                            salesforce: string;
                            google: string;
                        };
                        spreadsheetId: string;
                        /** @description The tab's name. Default: today's date (UTC). */
                        tab?: string;
                        /**
                         * @description The zone of the times in the sheet. Default: the deadline's, else UTC.
                         * @example Europe/Berlin
                         */
                        timeZone?: string;
                        /** @default 200 */
                        dealsPerPage?: number;
                        /** @default 200 */
                        accountsPerBatch?: number;
                        /** @default 500 */
                        rowsPerWrite?: number;
                    };
                    name?: string;
                    deadline?: string | {
                        at: string;
                        /** @example Europe/Berlin */
                        timeZone: string;
                    };
                    /** @enum {string} */
                    onDeadline?: "keep_waiting" | "deliver_with_gaps" | "fail";
                } | {
                    /** @enum {string} */
                    kind: "steps";
                    input: {
                        steps: {
                            id: string;
                            account: string;
                            tool: string;
                            /**
                             * @description May say {"rowsOf": "<step id>"} where the tool takes rows.
                             * @default {}
                             */
                            input?: {
                                [key: string]: unknown;
                            };
                            /** @default [] */
                            needs?: string[];
                            /** @default true */
                            required?: boolean;
                        }[];
                    };
                    name?: string;
                    deadline?: string | {
                        at: string;
                        /** @example Europe/Berlin */
                        timeZone: string;
                    };
                    /** @enum {string} */
                    onDeadline?: "keep_waiting" | "deliver_with_gaps" | "fail";
                } | {
                    /** @enum {string} */
                    kind: "agent";
                    input: {
                        /** @description A name of FIRSTLIGHT_MODEL_FILES. */
                        model: string;
                        /**
                         * @description Who the model is and how it works: its system message.
                         * @default
                         */
                        instructions?: string;
                        task: string;
                        /** @default [] */
                        accounts?: string[];
                        /** @description Default: all tools of the accounts but http.request, which has to be named. */
                        tools?: string[] | null;
                        /**
                         * @description Each ends the run, which says so. Waiting for an account counts as time.
                         * @default {
                         *       "turns": 50,
                         *       "tokens": 2000000,
                         *       "money": null,
                         *       "minutes": 720
                         *     }
                         */
                        limits?: {
                            /** @default 50 */
                            turns?: number;
                            /** @default 2000000 */
                            tokens?: number;
                            /**
                             * @description In the currency of the model’s prices. Null: not limited.
                             * @default null
                             */
                            money?: number | null;
                            /** @default 720 */
                            minutes?: number;
                        };
                        /** @description JSON Schema (draft 2020-12) of the final answer. */
                        answerSchema?: {
                            [key: string]: unknown;
                        } | null;
                        /**
                         * @description What must be on record before the run is `complete`, whatever the model says.
                         * @default []
                         */
                        expects?: {
                            tool: string;
                            account?: string;
                            /**
                             * @description At least so many calls that end well.
                             * @default 1
                             */
                            calls?: number;
                            /** @description Of those calls together. `sameAs`: as many as the calls of another tool hold. */
                            rows?: {
                                exactly?: number;
                                atLeast?: number;
                                sameAs?: string;
                            };
                        }[];
                    };
                    name?: string;
                    deadline?: string | {
                        at: string;
                        /** @example Europe/Berlin */
                        timeZone: string;
                    };
                    /** @enum {string} */
                    onDeadline?: "keep_waiting" | "deliver_with_gaps" | "fail";
                };
            };
        };
        responses: {
            /** @description The run; it goes on by itself. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                     *       "kind": "dealReport",
                     *       "name": "Deal report",
                     *       "state": "running",
                     *       "verdict": null,
                     *       "stepsDone": 0,
                     *       "stepsTotal": 3,
                     *       "pausedOn": [],
                     *       "gaps": [],
                     *       "lateFill": null,
                     *       "deadline": "2026-11-25T06:30:00.000Z",
                     *       "onDeadline": "deliver_with_gaps",
                     *       "createdAt": "2026-11-25T01:00:00.315Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRunsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRunsByIdLedger: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ledger. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                     *       "revision": 4,
                     *       "state": "paused",
                     *       "verdict": null,
                     *       "steps": [
                     *         {
                     *           "id": "deals",
                     *           "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *           "tool": "hubspot.search_deals",
                     *           "required": true,
                     *           "needs": [],
                     *           "state": "done",
                     *           "receipt": {
                     *             "rows": 6000,
                     *             "announced": 6000,
                     *             "unmatched": 0,
                     *             "pages": 30,
                     *             "lastPageSeen": true,
                     *             "tokenVersions": [
                     *               12,
                     *               13
                     *             ],
                     *             "startedAt": "2026-11-25T01:00:00.695Z",
                     *             "finishedAt": "2026-11-25T01:22:41.767Z",
                     *             "facts": {
                     *               "drifts": 0,
                     *               "recounted": null,
                     *               "announcedFirst": 6000
                     *             }
                     *           },
                     *           "problem": null,
                     *           "startedAt": "2026-11-25T01:00:00.660Z",
                     *           "finishedAt": "2026-11-25T01:22:41.775Z",
                     *           "pauses": []
                     *         },
                     *         {
                     *           "id": "accounts",
                     *           "account": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                     *           "tool": "salesforce.accounts_by_ids",
                     *           "required": true,
                     *           "needs": [
                     *             "deals"
                     *           ],
                     *           "state": "paused",
                     *           "receipt": null,
                     *           "problem": null,
                     *           "startedAt": "2026-11-25T01:22:41.775Z",
                     *           "finishedAt": null,
                     *           "pauses": [
                     *             {
                     *               "account": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                     *               "state": "reauth_required",
                     *               "pausedAt": "2026-11-25T01:40:12.004Z",
                     *               "resumedAt": null
                     *             }
                     *           ]
                     *         },
                     *         {
                     *           "id": "sheet",
                     *           "account": "acct_c48f16a05e7d4b92837ab1f3d60e29c7",
                     *           "tool": "google.write_sheet",
                     *           "required": true,
                     *           "needs": [
                     *             "deals",
                     *             "accounts"
                     *           ],
                     *           "state": "waiting",
                     *           "receipt": null,
                     *           "problem": null,
                     *           "startedAt": null,
                     *           "finishedAt": null,
                     *           "pauses": []
                     *         }
                     *       ],
                     *       "gaps": [],
                     *       "lateFill": null,
                     *       "pausedOn": [
                     *         "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834"
                     *       ],
                     *       "startedAt": "2026-11-25T01:00:00.324Z",
                     *       "endedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Ledger"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRunsByIdRowsByStep: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
                step: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "10000000007",
                     *           "value": {
                     *             "id": "10000000007",
                     *             "dealname": "Dawn Sail Foods: new business",
                     *             "amount": "73066.83",
                     *             "dealstage": "contractsent",
                     *             "salesforce_account_id": "0015e0000000003AAA"
                     *           },
                     *           "readAt": "2026-11-25T01:00:00.728Z"
                     *         }
                     *       ],
                     *       "nextCursor": "10000000007"
                     *     }
                     */
                    "application/json": {
                        items: {
                            key: string;
                            value: {
                                [key: string]: unknown;
                            };
                            /** Format: date-time */
                            readAt: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postRunsByIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run; it ends within seconds. One that has ended stays as it is; a late fill that waits is given up. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                     *       "kind": "dealReport",
                     *       "name": "Deal report",
                     *       "state": "paused",
                     *       "verdict": null,
                     *       "stepsDone": 1,
                     *       "stepsTotal": 3,
                     *       "pausedOn": [
                     *         "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834"
                     *       ],
                     *       "gaps": [],
                     *       "lateFill": null,
                     *       "deadline": "2026-11-25T06:30:00.000Z",
                     *       "onDeadline": "deliver_with_gaps",
                     *       "createdAt": "2026-11-25T01:00:00.315Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRunsByIdTranscript: {
        parameters: {
            query?: {
                after?: string;
                /** @description At most so many turns. */
                turns?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transcript. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "run": "run_f06d42b91c7e4a3588d5e09a27b3c614",
                     *       "name": "Morning report",
                     *       "model": "main",
                     *       "state": "running",
                     *       "verdict": null,
                     *       "answer": null,
                     *       "items": [
                     *         {
                     *           "call": null,
                     *           "status": null,
                     *           "calls": [],
                     *           "model": null,
                     *           "usage": null,
                     *           "leftOut": [],
                     *           "turn": 0,
                     *           "at": "2026-11-25T01:00:00.315Z",
                     *           "from": "order",
                     *           "text": "You prepare reports for a sales team.\n\nRead all open deals and write them into spreadsheet sbx-acme-night-report00000000000000000000000, tab Today."
                     *         },
                     *         {
                     *           "call": null,
                     *           "status": null,
                     *           "calls": [
                     *             {
                     *               "id": "t1.1",
                     *               "tool": "hubspot.search_deals",
                     *               "input": {}
                     *             }
                     *           ],
                     *           "model": "main",
                     *           "usage": {
                     *             "input": 1904,
                     *             "output": 61,
                     *             "cost": 0.0066
                     *           },
                     *           "leftOut": [],
                     *           "turn": 1,
                     *           "at": "2026-11-25T01:00:04.120Z",
                     *           "from": "model",
                     *           "text": "I read the open deals first."
                     *         },
                     *         {
                     *           "call": "t1.1",
                     *           "status": "ok",
                     *           "calls": [],
                     *           "model": null,
                     *           "usage": null,
                     *           "leftOut": [],
                     *           "turn": 1,
                     *           "at": "2026-11-25T01:22:41.775Z",
                     *           "from": "tool",
                     *           "text": "{\"status\":\"ok\",\"rows\":6000,\"call\":\"t1.1\"}"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["Transcript"];
                    /**
                     * @example # Morning report
                     *
                     *     Model main, running.
                     *
                     *     **Order**
                     *
                     *     You prepare reports for a sales team.
                     *
                     *     Read all open deals and write them into spreadsheet sbx-acme-night-report00000000000000000000000, tab Today.
                     *
                     *     **main**
                     *
                     *     I read the open deals first.
                     */
                    "text/markdown": string;
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSchedulesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "nightly",
                     *       "cron": [
                     *         "0 2 * * 1-5"
                     *       ],
                     *       "calendars": [],
                     *       "timeZone": "Europe/Vienna",
                     *       "startAt": null,
                     *       "endAt": null,
                     *       "overlap": "skip",
                     *       "catchupWindowMinutes": 60,
                     *       "jitterMinutes": 0,
                     *       "preflightLeadMinutes": 540,
                     *       "paused": false,
                     *       "note": null,
                     *       "run": {
                     *         "kind": "dealReport",
                     *         "name": null,
                     *         "input": {
                     *           "accounts": {
                     *             "hubspot": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *             "salesforce": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                     *             "google": "acct_c48f16a05e7d4b92837ab1f3d60e29c7"
                     *           },
                     *           "spreadsheetId": "sbx-acme-night-report00000000000000000000000",
                     *           "dealsPerPage": 200,
                     *           "accountsPerBatch": 200,
                     *           "rowsPerWrite": 500
                     *         },
                     *         "deadline": "07:30",
                     *         "onDeadline": "deliver_with_gaps"
                     *       },
                     *       "nextStarts": [
                     *         {
                     *           "at": "2026-11-26T01:00:00.000Z",
                     *           "date": "2026-11-26",
                     *           "beginsAt": "2026-11-26T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-11-27T01:00:00.000Z",
                     *           "date": "2026-11-27",
                     *           "beginsAt": "2026-11-27T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-11-30T01:00:00.000Z",
                     *           "date": "2026-11-30",
                     *           "beginsAt": "2026-11-30T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-12-01T01:00:00.000Z",
                     *           "date": "2026-12-01",
                     *           "beginsAt": "2026-12-01T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-12-02T01:00:00.000Z",
                     *           "date": "2026-12-02",
                     *           "beginsAt": "2026-12-02T01:00:00.000Z"
                     *         }
                     *       ],
                     *       "lastStarts": [
                     *         {
                     *           "at": "2026-11-25T01:00:00.000Z",
                     *           "date": "2026-11-25",
                     *           "cause": "schedule",
                     *           "state": "begun",
                     *           "skipReason": null,
                     *           "run": {
                     *             "id": "run_nightly-2026-11-25",
                     *             "state": "running",
                     *             "verdict": null
                     *           }
                     *         }
                     *       ],
                     *       "skipped": {
                     *         "overlap": 0,
                     *         "catchupWindow": 0,
                     *         "paused": 0,
                     *         "cancelled": 0,
                     *         "clockChange": 0
                     *       },
                     *       "createdAt": "2026-11-24T15:02:48.342Z",
                     *       "updatedAt": "2026-11-24T15:02:48.342Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSchedulesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "cron": [
                 *         "0 2 * * 1-5"
                 *       ],
                 *       "timeZone": "Europe/Vienna",
                 *       "overlap": "skip",
                 *       "preflightLeadMinutes": 540,
                 *       "run": {
                 *         "kind": "dealReport",
                 *         "input": {
                 *           "accounts": {
                 *             "hubspot": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                 *             "salesforce": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                 *             "google": "acct_c48f16a05e7d4b92837ab1f3d60e29c7"
                 *           },
                 *           "spreadsheetId": "sbx-acme-night-report00000000000000000000000"
                 *         },
                 *         "deadline": "07:30"
                 *       }
                 *     }
                 */
                "application/json": {
                    cron?: string[];
                    calendars?: {
                        minute?: number | {
                            start: number;
                            end?: number;
                            /** @default 1 */
                            step?: number;
                        } | (number | {
                            start: number;
                            end?: number;
                            /** @default 1 */
                            step?: number;
                        })[];
                        hour?: number | {
                            start: number;
                            end?: number;
                            /** @default 1 */
                            step?: number;
                        } | (number | {
                            start: number;
                            end?: number;
                            /** @default 1 */
                            step?: number;
                        })[];
                        dayOfMonth?: number | {
                            start: number;
                            end?: number;
                            /** @default 1 */
                            step?: number;
                        } | (number | {
                            start: number;
                            end?: number;
                            /** @default 1 */
                            step?: number;
                        })[];
                        month?: ("JANUARY" | "FEBRUARY" | "MARCH" | "APRIL" | "MAY" | "JUNE" | "JULY" | "AUGUST" | "SEPTEMBER" | "OCTOBER" | "NOVEMBER" | "DECEMBER") | {
                            /** @enum {string} */
                            start: "JANUARY" | "FEBRUARY" | "MARCH" | "APRIL" | "MAY" | "JUNE" | "JULY" | "AUGUST" | "SEPTEMBER" | "OCTOBER" | "NOVEMBER" | "DECEMBER";
                            /** @enum {string} */
                            end?: "JANUARY" | "FEBRUARY" | "MARCH" | "APRIL" | "MAY" | "JUNE" | "JULY" | "AUGUST" | "SEPTEMBER" | "OCTOBER" | "NOVEMBER" | "DECEMBER";
                            /** @default 1 */
                            step?: number;
                        } | (("JANUARY" | "FEBRUARY" | "MARCH" | "APRIL" | "MAY" | "JUNE" | "JULY" | "AUGUST" | "SEPTEMBER" | "OCTOBER" | "NOVEMBER" | "DECEMBER") | {
                            /** @enum {string} */
                            start: "JANUARY" | "FEBRUARY" | "MARCH" | "APRIL" | "MAY" | "JUNE" | "JULY" | "AUGUST" | "SEPTEMBER" | "OCTOBER" | "NOVEMBER" | "DECEMBER";
                            /** @enum {string} */
                            end?: "JANUARY" | "FEBRUARY" | "MARCH" | "APRIL" | "MAY" | "JUNE" | "JULY" | "AUGUST" | "SEPTEMBER" | "OCTOBER" | "NOVEMBER" | "DECEMBER";
                            /** @default 1 */
                            step?: number;
                        })[];
                        dayOfWeek?: ("SUNDAY" | "MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY") | {
                            /** @enum {string} */
                            start: "SUNDAY" | "MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY";
                            /** @enum {string} */
                            end?: "SUNDAY" | "MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY";
                            /** @default 1 */
                            step?: number;
                        } | (("SUNDAY" | "MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY") | {
                            /** @enum {string} */
                            start: "SUNDAY" | "MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY";
                            /** @enum {string} */
                            end?: "SUNDAY" | "MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY";
                            /** @default 1 */
                            step?: number;
                        })[];
                        year?: number | {
                            start: number;
                            end?: number;
                            /** @default 1 */
                            step?: number;
                        } | (number | {
                            start: number;
                            end?: number;
                            /** @default 1 */
                            step?: number;
                        })[];
                    }[];
                    /** @example Europe/Berlin */
                    timeZone: string;
                    /** Format: date-time */
                    startAt?: string;
                    /** Format: date-time */
                    endAt?: string;
                    /**
                     * @description What happens to a start while the run of an earlier one has not ended.
                     * @default allow_all
                     * @enum {string}
                     */
                    overlap?: "skip" | "buffer_one" | "buffer_all" | "cancel_other" | "allow_all";
                    /**
                     * @description How late a start may begin when the Temporal server was away.
                     * @default 60
                     */
                    catchupWindowMinutes?: number;
                    /**
                     * @description Each start is moved later by up to so much, evenly spread.
                     * @default 0
                     */
                    jitterMinutes?: number;
                    /**
                     * @description How long before a start its accounts are looked at. 0: not at all.
                     * @default 480
                     */
                    preflightLeadMinutes?: number;
                    /** @description Left out: stays as it is; a new one is not. */
                    paused?: boolean;
                    note?: string;
                    run: {
                        /** @enum {string} */
                        kind: "dealReport";
                        input: {
                            accounts: {
                                hubspot: string;
                                salesforce: string;
                                google: string;
                            };
                            spreadsheetId: string;
                            /** @description The tab's name. Default: today's date (UTC). */
                            tab?: string;
                            /**
                             * @description The zone of the times in the sheet. Default: the deadline's, else UTC.
                             * @example Europe/Berlin
                             */
                            timeZone?: string;
                            /** @default 200 */
                            dealsPerPage?: number;
                            /** @default 200 */
                            accountsPerBatch?: number;
                            /** @default 500 */
                            rowsPerWrite?: number;
                        };
                        /** @description The runs' name. Default: the schedule's id and the date. */
                        name?: string;
                        /** @description The next such time after each start, by the clocks of the zone. */
                        deadline?: string;
                        /** @enum {string} */
                        onDeadline?: "keep_waiting" | "deliver_with_gaps" | "fail";
                    } | {
                        /** @enum {string} */
                        kind: "steps";
                        input: {
                            steps: {
                                id: string;
                                account: string;
                                tool: string;
                                /**
                                 * @description May say {"rowsOf": "<step id>"} where the tool takes rows.
                                 * @default {}
                                 */
                                input?: {
                                    [key: string]: unknown;
                                };
                                /** @default [] */
                                needs?: string[];
                                /** @default true */
                                required?: boolean;
                            }[];
                        };
                        /** @description The runs' name. Default: the schedule's id and the date. */
                        name?: string;
                        /** @description The next such time after each start, by the clocks of the zone. */
                        deadline?: string;
                        /** @enum {string} */
                        onDeadline?: "keep_waiting" | "deliver_with_gaps" | "fail";
                    } | {
                        /** @enum {string} */
                        kind: "agent";
                        input: {
                            /** @description A name of FIRSTLIGHT_MODEL_FILES. */
                            model: string;
                            /**
                             * @description Who the model is and how it works: its system message.
                             * @default
                             */
                            instructions?: string;
                            task: string;
                            /** @default [] */
                            accounts?: string[];
                            /** @description Default: all tools of the accounts but http.request, which has to be named. */
                            tools?: string[] | null;
                            /**
                             * @description Each ends the run, which says so. Waiting for an account counts as time.
                             * @default {
                             *       "turns": 50,
                             *       "tokens": 2000000,
                             *       "money": null,
                             *       "minutes": 720
                             *     }
                             */
                            limits?: {
                                /** @default 50 */
                                turns?: number;
                                /** @default 2000000 */
                                tokens?: number;
                                /**
                                 * @description In the currency of the model’s prices. Null: not limited.
                                 * @default null
                                 */
                                money?: number | null;
                                /** @default 720 */
                                minutes?: number;
                            };
                            /** @description JSON Schema (draft 2020-12) of the final answer. */
                            answerSchema?: {
                                [key: string]: unknown;
                            } | null;
                            /**
                             * @description What must be on record before the run is `complete`, whatever the model says.
                             * @default []
                             */
                            expects?: {
                                tool: string;
                                account?: string;
                                /**
                                 * @description At least so many calls that end well.
                                 * @default 1
                                 */
                                calls?: number;
                                /** @description Of those calls together. `sameAs`: as many as the calls of another tool hold. */
                                rows?: {
                                    exactly?: number;
                                    atLeast?: number;
                                    sameAs?: string;
                                };
                            }[];
                        };
                        /** @description The runs' name. Default: the schedule's id and the date. */
                        name?: string;
                        /** @description The next such time after each start, by the clocks of the zone. */
                        deadline?: string;
                        /** @enum {string} */
                        onDeadline?: "keep_waiting" | "deliver_with_gaps" | "fail";
                    };
                };
            };
        };
        responses: {
            /** @description Changed, or as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "nightly",
                     *       "cron": [
                     *         "0 2 * * 1-5"
                     *       ],
                     *       "calendars": [],
                     *       "timeZone": "Europe/Vienna",
                     *       "startAt": null,
                     *       "endAt": null,
                     *       "overlap": "skip",
                     *       "catchupWindowMinutes": 60,
                     *       "jitterMinutes": 0,
                     *       "preflightLeadMinutes": 540,
                     *       "paused": false,
                     *       "note": null,
                     *       "run": {
                     *         "kind": "dealReport",
                     *         "name": null,
                     *         "input": {
                     *           "accounts": {
                     *             "hubspot": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *             "salesforce": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                     *             "google": "acct_c48f16a05e7d4b92837ab1f3d60e29c7"
                     *           },
                     *           "spreadsheetId": "sbx-acme-night-report00000000000000000000000",
                     *           "dealsPerPage": 200,
                     *           "accountsPerBatch": 200,
                     *           "rowsPerWrite": 500
                     *         },
                     *         "deadline": "07:30",
                     *         "onDeadline": "deliver_with_gaps"
                     *       },
                     *       "nextStarts": [
                     *         {
                     *           "at": "2026-11-26T01:00:00.000Z",
                     *           "date": "2026-11-26",
                     *           "beginsAt": "2026-11-26T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-11-27T01:00:00.000Z",
                     *           "date": "2026-11-27",
                     *           "beginsAt": "2026-11-27T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-11-30T01:00:00.000Z",
                     *           "date": "2026-11-30",
                     *           "beginsAt": "2026-11-30T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-12-01T01:00:00.000Z",
                     *           "date": "2026-12-01",
                     *           "beginsAt": "2026-12-01T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-12-02T01:00:00.000Z",
                     *           "date": "2026-12-02",
                     *           "beginsAt": "2026-12-02T01:00:00.000Z"
                     *         }
                     *       ],
                     *       "lastStarts": [
                     *         {
                     *           "at": "2026-11-25T01:00:00.000Z",
                     *           "date": "2026-11-25",
                     *           "cause": "schedule",
                     *           "state": "begun",
                     *           "skipReason": null,
                     *           "run": {
                     *             "id": "run_nightly-2026-11-25",
                     *             "state": "running",
                     *             "verdict": null
                     *           }
                     *         }
                     *       ],
                     *       "skipped": {
                     *         "overlap": 0,
                     *         "catchupWindow": 0,
                     *         "paused": 0,
                     *         "cancelled": 0,
                     *         "clockChange": 0
                     *       },
                     *       "createdAt": "2026-11-24T15:02:48.342Z",
                     *       "updatedAt": "2026-11-24T15:02:48.342Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "nightly",
                     *       "cron": [
                     *         "0 2 * * 1-5"
                     *       ],
                     *       "calendars": [],
                     *       "timeZone": "Europe/Vienna",
                     *       "startAt": null,
                     *       "endAt": null,
                     *       "overlap": "skip",
                     *       "catchupWindowMinutes": 60,
                     *       "jitterMinutes": 0,
                     *       "preflightLeadMinutes": 540,
                     *       "paused": false,
                     *       "note": null,
                     *       "run": {
                     *         "kind": "dealReport",
                     *         "name": null,
                     *         "input": {
                     *           "accounts": {
                     *             "hubspot": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *             "salesforce": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                     *             "google": "acct_c48f16a05e7d4b92837ab1f3d60e29c7"
                     *           },
                     *           "spreadsheetId": "sbx-acme-night-report00000000000000000000000",
                     *           "dealsPerPage": 200,
                     *           "accountsPerBatch": 200,
                     *           "rowsPerWrite": 500
                     *         },
                     *         "deadline": "07:30",
                     *         "onDeadline": "deliver_with_gaps"
                     *       },
                     *       "nextStarts": [
                     *         {
                     *           "at": "2026-11-25T01:00:00.000Z",
                     *           "date": "2026-11-25",
                     *           "beginsAt": "2026-11-25T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-11-26T01:00:00.000Z",
                     *           "date": "2026-11-26",
                     *           "beginsAt": "2026-11-26T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-11-27T01:00:00.000Z",
                     *           "date": "2026-11-27",
                     *           "beginsAt": "2026-11-27T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-11-30T01:00:00.000Z",
                     *           "date": "2026-11-30",
                     *           "beginsAt": "2026-11-30T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-12-01T01:00:00.000Z",
                     *           "date": "2026-12-01",
                     *           "beginsAt": "2026-12-01T01:00:00.000Z"
                     *         }
                     *       ],
                     *       "lastStarts": [],
                     *       "skipped": {
                     *         "overlap": 0,
                     *         "catchupWindow": 0,
                     *         "paused": 0,
                     *         "cancelled": 0,
                     *         "clockChange": 0
                     *       },
                     *       "createdAt": "2026-11-24T15:02:48.342Z",
                     *       "updatedAt": "2026-11-24T15:02:48.342Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSchedulesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSchedules: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of schedules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "nightly",
                     *           "cron": [
                     *             "0 2 * * 1-5"
                     *           ],
                     *           "calendars": [],
                     *           "timeZone": "Europe/Vienna",
                     *           "startAt": null,
                     *           "endAt": null,
                     *           "overlap": "skip",
                     *           "catchupWindowMinutes": 60,
                     *           "jitterMinutes": 0,
                     *           "preflightLeadMinutes": 540,
                     *           "paused": false,
                     *           "note": null,
                     *           "run": {
                     *             "kind": "dealReport",
                     *             "name": null,
                     *             "input": {
                     *               "accounts": {
                     *                 "hubspot": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *                 "salesforce": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                     *                 "google": "acct_c48f16a05e7d4b92837ab1f3d60e29c7"
                     *               },
                     *               "spreadsheetId": "sbx-acme-night-report00000000000000000000000",
                     *               "dealsPerPage": 200,
                     *               "accountsPerBatch": 200,
                     *               "rowsPerWrite": 500
                     *             },
                     *             "deadline": "07:30",
                     *             "onDeadline": "deliver_with_gaps"
                     *           },
                     *           "nextStarts": [
                     *             {
                     *               "at": "2026-11-26T01:00:00.000Z",
                     *               "date": "2026-11-26",
                     *               "beginsAt": "2026-11-26T01:00:00.000Z"
                     *             },
                     *             {
                     *               "at": "2026-11-27T01:00:00.000Z",
                     *               "date": "2026-11-27",
                     *               "beginsAt": "2026-11-27T01:00:00.000Z"
                     *             },
                     *             {
                     *               "at": "2026-11-30T01:00:00.000Z",
                     *               "date": "2026-11-30",
                     *               "beginsAt": "2026-11-30T01:00:00.000Z"
                     *             },
                     *             {
                     *               "at": "2026-12-01T01:00:00.000Z",
                     *               "date": "2026-12-01",
                     *               "beginsAt": "2026-12-01T01:00:00.000Z"
                     *             },
                     *             {
                     *               "at": "2026-12-02T01:00:00.000Z",
                     *               "date": "2026-12-02",
                     *               "beginsAt": "2026-12-02T01:00:00.000Z"
                     *             }
                     *           ],
                     *           "lastStarts": [
                     *             {
                     *               "at": "2026-11-25T01:00:00.000Z",
                     *               "date": "2026-11-25",
                     *               "cause": "schedule",
                     *               "state": "begun",
                     *               "skipReason": null,
                     *               "run": {
                     *                 "id": "run_nightly-2026-11-25",
                     *                 "state": "running",
                     *                 "verdict": null
                     *               }
                     *             }
                     *           ],
                     *           "skipped": {
                     *             "overlap": 0,
                     *             "catchupWindow": 0,
                     *             "paused": 0,
                     *             "cancelled": 0,
                     *             "clockChange": 0
                     *           },
                     *           "createdAt": "2026-11-24T15:02:48.342Z",
                     *           "updatedAt": "2026-11-24T15:02:48.342Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Schedule"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSchedulesByIdPause: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "note": "Quarter close: nobody touches the sheet."
                 *     }
                 */
                "application/json": {
                    note?: string;
                };
            };
        };
        responses: {
            /** @description The schedule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "nightly",
                     *       "cron": [
                     *         "0 2 * * 1-5"
                     *       ],
                     *       "calendars": [],
                     *       "timeZone": "Europe/Vienna",
                     *       "startAt": null,
                     *       "endAt": null,
                     *       "overlap": "skip",
                     *       "catchupWindowMinutes": 60,
                     *       "jitterMinutes": 0,
                     *       "preflightLeadMinutes": 540,
                     *       "paused": true,
                     *       "note": "Quarter close: nobody touches the sheet.",
                     *       "run": {
                     *         "kind": "dealReport",
                     *         "name": null,
                     *         "input": {
                     *           "accounts": {
                     *             "hubspot": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *             "salesforce": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                     *             "google": "acct_c48f16a05e7d4b92837ab1f3d60e29c7"
                     *           },
                     *           "spreadsheetId": "sbx-acme-night-report00000000000000000000000",
                     *           "dealsPerPage": 200,
                     *           "accountsPerBatch": 200,
                     *           "rowsPerWrite": 500
                     *         },
                     *         "deadline": "07:30",
                     *         "onDeadline": "deliver_with_gaps"
                     *       },
                     *       "nextStarts": [
                     *         {
                     *           "at": "2026-11-26T01:00:00.000Z",
                     *           "date": "2026-11-26",
                     *           "beginsAt": "2026-11-26T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-11-27T01:00:00.000Z",
                     *           "date": "2026-11-27",
                     *           "beginsAt": "2026-11-27T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-11-30T01:00:00.000Z",
                     *           "date": "2026-11-30",
                     *           "beginsAt": "2026-11-30T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-12-01T01:00:00.000Z",
                     *           "date": "2026-12-01",
                     *           "beginsAt": "2026-12-01T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-12-02T01:00:00.000Z",
                     *           "date": "2026-12-02",
                     *           "beginsAt": "2026-12-02T01:00:00.000Z"
                     *         }
                     *       ],
                     *       "lastStarts": [
                     *         {
                     *           "at": "2026-11-25T01:00:00.000Z",
                     *           "date": "2026-11-25",
                     *           "cause": "schedule",
                     *           "state": "begun",
                     *           "skipReason": null,
                     *           "run": {
                     *             "id": "run_nightly-2026-11-25",
                     *             "state": "running",
                     *             "verdict": null
                     *           }
                     *         }
                     *       ],
                     *       "skipped": {
                     *         "overlap": 0,
                     *         "catchupWindow": 0,
                     *         "paused": 0,
                     *         "cancelled": 0,
                     *         "clockChange": 0
                     *       },
                     *       "createdAt": "2026-11-24T15:02:48.342Z",
                     *       "updatedAt": "2026-11-25T09:10:00.120Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSchedulesByIdUnpause: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "note": "Quarter close: nobody touches the sheet."
                 *     }
                 */
                "application/json": {
                    note?: string;
                };
            };
        };
        responses: {
            /** @description The schedule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "nightly",
                     *       "cron": [
                     *         "0 2 * * 1-5"
                     *       ],
                     *       "calendars": [],
                     *       "timeZone": "Europe/Vienna",
                     *       "startAt": null,
                     *       "endAt": null,
                     *       "overlap": "skip",
                     *       "catchupWindowMinutes": 60,
                     *       "jitterMinutes": 0,
                     *       "preflightLeadMinutes": 540,
                     *       "paused": false,
                     *       "note": null,
                     *       "run": {
                     *         "kind": "dealReport",
                     *         "name": null,
                     *         "input": {
                     *           "accounts": {
                     *             "hubspot": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *             "salesforce": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                     *             "google": "acct_c48f16a05e7d4b92837ab1f3d60e29c7"
                     *           },
                     *           "spreadsheetId": "sbx-acme-night-report00000000000000000000000",
                     *           "dealsPerPage": 200,
                     *           "accountsPerBatch": 200,
                     *           "rowsPerWrite": 500
                     *         },
                     *         "deadline": "07:30",
                     *         "onDeadline": "deliver_with_gaps"
                     *       },
                     *       "nextStarts": [
                     *         {
                     *           "at": "2026-11-26T01:00:00.000Z",
                     *           "date": "2026-11-26",
                     *           "beginsAt": "2026-11-26T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-11-27T01:00:00.000Z",
                     *           "date": "2026-11-27",
                     *           "beginsAt": "2026-11-27T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-11-30T01:00:00.000Z",
                     *           "date": "2026-11-30",
                     *           "beginsAt": "2026-11-30T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-12-01T01:00:00.000Z",
                     *           "date": "2026-12-01",
                     *           "beginsAt": "2026-12-01T01:00:00.000Z"
                     *         },
                     *         {
                     *           "at": "2026-12-02T01:00:00.000Z",
                     *           "date": "2026-12-02",
                     *           "beginsAt": "2026-12-02T01:00:00.000Z"
                     *         }
                     *       ],
                     *       "lastStarts": [
                     *         {
                     *           "at": "2026-11-25T01:00:00.000Z",
                     *           "date": "2026-11-25",
                     *           "cause": "schedule",
                     *           "state": "begun",
                     *           "skipReason": null,
                     *           "run": {
                     *             "id": "run_nightly-2026-11-25",
                     *             "state": "running",
                     *             "verdict": null
                     *           }
                     *         }
                     *       ],
                     *       "skipped": {
                     *         "overlap": 0,
                     *         "catchupWindow": 0,
                     *         "paused": 0,
                     *         "cancelled": 0,
                     *         "clockChange": 0
                     *       },
                     *       "createdAt": "2026-11-24T15:02:48.342Z",
                     *       "updatedAt": "2026-11-24T15:02:48.342Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSchedulesByIdTrigger: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlap": "allow_all"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Default: the schedule's.
                     * @enum {string}
                     */
                    overlap?: "skip" | "buffer_one" | "buffer_all" | "cancel_other" | "allow_all";
                };
            };
        };
        responses: {
            /** @description The start; GET the schedule to see its run. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "at": "2026-11-25T09:14:07.000Z",
                     *       "date": "2026-11-25",
                     *       "cause": "trigger",
                     *       "state": "waiting",
                     *       "skipReason": null,
                     *       "run": null
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleStart"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSchedulesByIdBackfill: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-11-23T00:00:00+01:00",
                 *       "until": "2026-11-24T00:00:00+01:00"
                 *     }
                 */
                "application/json": {
                    /** Format: date-time */
                    from: string;
                    /**
                     * Format: date-time
                     * @description Not in the future.
                     */
                    until: string;
                    /**
                     * @description Default: one after the other.
                     * @default buffer_all
                     * @enum {string}
                     */
                    overlap?: "skip" | "buffer_one" | "buffer_all" | "cancel_other" | "allow_all";
                };
            };
        };
        responses: {
            /** @description All starts between the two times, those that had a run before too. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-11-23T01:00:00.000Z",
                     *           "date": "2026-11-23",
                     *           "cause": "backfill",
                     *           "state": "waiting",
                     *           "skipReason": null,
                     *           "run": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["ScheduleStart"][];
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postPreflight: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "until": "06:00",
                 *       "timeZone": "Europe/Vienna"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The end of the run, or whatever the accounts must last through. ISO 8601 with a zone, or a local time (`06:00`) with `timeZone`.
                     * @example 06:00
                     */
                    until?: string;
                    /**
                     * @description When they are needed first. Default: now. ISO 8601 with a zone, or a local time (`06:00`) with `timeZone`.
                     * @example 22:00
                     */
                    from?: string;
                    /**
                     * @description Of local times.
                     * @example Europe/Berlin
                     */
                    timeZone?: string;
                    /** @description Only these. Default: all that are connected. */
                    accounts?: string[];
                    /** @description A run you mean to start: its accounts, and the permissions its tools need. */
                    run?: {
                        /** @enum {string} */
                        kind: "dealReport";
                        input: {
                            accounts: {
                                hubspot: string;
                                salesforce: string;
                                google: string;
                            };
                            spreadsheetId: string;
                            /** @description The tab's name. Default: today's date (UTC). */
                            tab?: string;
                            /**
                             * @description The zone of the times in the sheet. Default: the deadline's, else UTC.
                             * @example Europe/Berlin
                             */
                            timeZone?: string;
                            /** @default 200 */
                            dealsPerPage?: number;
                            /** @default 200 */
                            accountsPerBatch?: number;
                            /** @default 500 */
                            rowsPerWrite?: number;
                        };
                        name?: string;
                        deadline?: string | {
                            at: string;
                            /** @example Europe/Berlin */
                            timeZone: string;
                        };
                        /** @enum {string} */
                        onDeadline?: "keep_waiting" | "deliver_with_gaps" | "fail";
                    } | {
                        /** @enum {string} */
                        kind: "steps";
                        input: {
                            steps: {
                                id: string;
                                account: string;
                                tool: string;
                                /**
                                 * @description May say {"rowsOf": "<step id>"} where the tool takes rows.
                                 * @default {}
                                 */
                                input?: {
                                    [key: string]: unknown;
                                };
                                /** @default [] */
                                needs?: string[];
                                /** @default true */
                                required?: boolean;
                            }[];
                        };
                        name?: string;
                        deadline?: string | {
                            at: string;
                            /** @example Europe/Berlin */
                            timeZone: string;
                        };
                        /** @enum {string} */
                        onDeadline?: "keep_waiting" | "deliver_with_gaps" | "fail";
                    } | {
                        /** @enum {string} */
                        kind: "agent";
                        input: {
                            /** @description A name of FIRSTLIGHT_MODEL_FILES. */
                            model: string;
                            /**
                             * @description Who the model is and how it works: its system message.
                             * @default
                             */
                            instructions?: string;
                            task: string;
                            /** @default [] */
                            accounts?: string[];
                            /** @description Default: all tools of the accounts but http.request, which has to be named. */
                            tools?: string[] | null;
                            /**
                             * @description Each ends the run, which says so. Waiting for an account counts as time.
                             * @default {
                             *       "turns": 50,
                             *       "tokens": 2000000,
                             *       "money": null,
                             *       "minutes": 720
                             *     }
                             */
                            limits?: {
                                /** @default 50 */
                                turns?: number;
                                /** @default 2000000 */
                                tokens?: number;
                                /**
                                 * @description In the currency of the model’s prices. Null: not limited.
                                 * @default null
                                 */
                                money?: number | null;
                                /** @default 720 */
                                minutes?: number;
                            };
                            /** @description JSON Schema (draft 2020-12) of the final answer. */
                            answerSchema?: {
                                [key: string]: unknown;
                            } | null;
                            /**
                             * @description What must be on record before the run is `complete`, whatever the model says.
                             * @default []
                             */
                            expects?: {
                                tool: string;
                                account?: string;
                                /**
                                 * @description At least so many calls that end well.
                                 * @default 1
                                 */
                                calls?: number;
                                /** @description Of those calls together. `sameAs`: as many as the calls of another tool hold. */
                                rows?: {
                                    exactly?: number;
                                    atLeast?: number;
                                    sameAs?: string;
                                };
                            }[];
                        };
                        name?: string;
                        deadline?: string | {
                            at: string;
                            /** @example Europe/Berlin */
                            timeZone: string;
                        };
                        /** @enum {string} */
                        onDeadline?: "keep_waiting" | "deliver_with_gaps" | "fail";
                    };
                    /** @description Its next night: `from` and `until` are then those of that night, unless given. */
                    schedule?: string;
                };
            };
        };
        responses: {
            /** @description Done, with what was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pre_84d1f0a72c6b4e95a3b8570c9e2d4f61",
                     *       "schedule": null,
                     *       "run": null,
                     *       "from": "2026-11-24T16:00:00.674Z",
                     *       "until": "2026-11-25T05:00:00.000Z",
                     *       "state": "done",
                     *       "accounts": 3,
                     *       "probed": 3,
                     *       "good": 2,
                     *       "atRisk": 0,
                     *       "willNotSurvive": 1,
                     *       "items": [
                     *         {
                     *           "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *           "provider": "hubspot",
                     *           "label": "Deals of Acme",
                     *           "verdict": "will_not_survive",
                     *           "reasons": [
                     *             {
                     *               "code": "reauth_required",
                     *               "verdict": "will_not_survive",
                     *               "actor": "person",
                     *               "actBy": "2026-11-25T05:00:00.000Z",
                     *               "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                     *               "facts": {
                     *                 "cause": "user_revoked"
                     *               }
                     *             }
                     *           ],
                     *           "actor": "person",
                     *           "actBy": "2026-11-25T05:00:00.000Z",
                     *           "reauthUrl": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…"
                     *         }
                     *       ],
                     *       "nextCursor": null,
                     *       "createdAt": "2026-11-24T16:00:00.675Z",
                     *       "endedAt": "2026-11-24T16:00:02.826Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Preflight"];
                };
            };
            /** @description It goes on; GET /v1/preflight/{id} shows how far it is. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pre_84d1f0a72c6b4e95a3b8570c9e2d4f61",
                     *       "schedule": null,
                     *       "run": null,
                     *       "from": "2026-11-24T16:00:00.674Z",
                     *       "until": "2026-11-25T05:00:00.000Z",
                     *       "state": "running",
                     *       "accounts": 3,
                     *       "probed": 1,
                     *       "good": 0,
                     *       "atRisk": 0,
                     *       "willNotSurvive": 0,
                     *       "items": [],
                     *       "nextCursor": null,
                     *       "createdAt": "2026-11-24T16:00:00.675Z",
                     *       "endedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Preflight"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPreflightById: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The preflight. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pre_84d1f0a72c6b4e95a3b8570c9e2d4f61",
                     *       "schedule": null,
                     *       "run": null,
                     *       "from": "2026-11-24T16:00:00.674Z",
                     *       "until": "2026-11-25T05:00:00.000Z",
                     *       "state": "done",
                     *       "accounts": 3,
                     *       "probed": 3,
                     *       "good": 2,
                     *       "atRisk": 0,
                     *       "willNotSurvive": 1,
                     *       "items": [
                     *         {
                     *           "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *           "provider": "hubspot",
                     *           "label": "Deals of Acme",
                     *           "verdict": "will_not_survive",
                     *           "reasons": [
                     *             {
                     *               "code": "reauth_required",
                     *               "verdict": "will_not_survive",
                     *               "actor": "person",
                     *               "actBy": "2026-11-25T05:00:00.000Z",
                     *               "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                     *               "facts": {
                     *                 "cause": "user_revoked"
                     *               }
                     *             }
                     *           ],
                     *           "actor": "person",
                     *           "actBy": "2026-11-25T05:00:00.000Z",
                     *           "reauthUrl": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…"
                     *         }
                     *       ],
                     *       "nextCursor": null,
                     *       "createdAt": "2026-11-24T16:00:00.675Z",
                     *       "endedAt": "2026-11-24T16:00:02.826Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Preflight"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getForecast: {
        parameters: {
            query: {
                /** @description The nextCursor of the page before. */
                after?: string;
                limit?: number;
                /** @description The end of the run, or whatever the accounts must last through. ISO 8601 with a zone, or a local time (`06:00`) with `timeZone`. */
                until: string;
                /** @description When they are needed first. Default: now. ISO 8601 with a zone, or a local time (`06:00`) with `timeZone`. */
                from?: string;
                /** @description Of local times. */
                timeZone?: string;
                /** @description Lists these. Default: all that are not good. The counts are of all accounts. */
                verdict?: "good" | "at_risk" | "will_not_survive";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts of all connected accounts, and a page of those that need somebody. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": "2026-11-24T16:00:00.665Z",
                     *       "until": "2026-11-25T05:00:00.000Z",
                     *       "good": 2,
                     *       "atRisk": 0,
                     *       "willNotSurvive": 1,
                     *       "items": [
                     *         {
                     *           "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *           "provider": "hubspot",
                     *           "label": "Deals of Acme",
                     *           "verdict": "will_not_survive",
                     *           "reasons": [
                     *             {
                     *               "code": "reauth_required",
                     *               "verdict": "will_not_survive",
                     *               "actor": "person",
                     *               "actBy": "2026-11-25T05:00:00.000Z",
                     *               "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                     *               "facts": {
                     *                 "cause": "user_revoked"
                     *               }
                     *             }
                     *           ],
                     *           "actor": "person",
                     *           "actBy": "2026-11-25T05:00:00.000Z",
                     *           "reauthUrl": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": {
                        /** Format: date-time */
                        from: string;
                        /** Format: date-time */
                        until: string;
                        good: number;
                        atRisk: number;
                        willNotSurvive: number;
                        items: components["schemas"]["ForecastItem"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEvents: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                     *           "type": "agent.auth.reauth_required",
                     *           "timestamp": "2026-11-25T02:10:04.512Z",
                     *           "sequence": 7,
                     *           "position": "1841",
                     *           "data": {
                     *             "tenant": "acme",
                     *             "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *             "provider": "hubspot",
                     *             "label": "Deals of Acme",
                     *             "seq": 2,
                     *             "state": "reauth_required",
                     *             "reason": "user_revoked",
                     *             "actor": "person",
                     *             "diagnosis": {
                     *               "cause": "user_revoked",
                     *               "actor": "person",
                     *               "confidence": "likely",
                     *               "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                     *               "facts": {
                     *                 "error": "BAD_REFRESH_TOKEN",
                     *                 "status": 400,
                     *                 "consentAgeDays": 1,
                     *                 "idleDays": 0,
                     *                 "lostAnswers": 0
                     *               }
                     *             },
                     *             "reauthRequest": "reauth_0b6f83d4a95e4c27b1d03e7f92c8a546",
                     *             "reauthUrl": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…",
                     *             "linkExpiresAt": "2026-12-02T02:10:04.403Z",
                     *             "noticesStartAt": "2026-11-25T02:12:04.406Z",
                     *             "affectedRuns": [
                     *               "run_7a31c9e85d2f4b06940be7d1c83f5a62"
                     *             ],
                     *             "runDeadlines": [
                     *               {
                     *                 "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                     *                 "name": "Deal report",
                     *                 "deadlineAt": "2026-11-25T06:30:00.000Z",
                     *                 "onDeadline": "deliver_with_gaps"
                     *               }
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEventsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event, and its delivery to each endpoint that wants its type. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "event": {
                     *         "id": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                     *         "type": "agent.auth.reauth_required",
                     *         "timestamp": "2026-11-25T02:10:04.512Z",
                     *         "sequence": 7,
                     *         "position": "1841",
                     *         "data": {
                     *           "tenant": "acme",
                     *           "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *           "provider": "hubspot",
                     *           "label": "Deals of Acme",
                     *           "seq": 2,
                     *           "state": "reauth_required",
                     *           "reason": "user_revoked",
                     *           "actor": "person",
                     *           "diagnosis": {
                     *             "cause": "user_revoked",
                     *             "actor": "person",
                     *             "confidence": "likely",
                     *             "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                     *             "facts": {
                     *               "error": "BAD_REFRESH_TOKEN",
                     *               "status": 400,
                     *               "consentAgeDays": 1,
                     *               "idleDays": 0,
                     *               "lostAnswers": 0
                     *             }
                     *           },
                     *           "reauthRequest": "reauth_0b6f83d4a95e4c27b1d03e7f92c8a546",
                     *           "reauthUrl": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…",
                     *           "linkExpiresAt": "2026-12-02T02:10:04.403Z",
                     *           "noticesStartAt": "2026-11-25T02:12:04.406Z",
                     *           "affectedRuns": [
                     *             "run_7a31c9e85d2f4b06940be7d1c83f5a62"
                     *           ],
                     *           "runDeadlines": [
                     *             {
                     *               "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                     *               "name": "Deal report",
                     *               "deadlineAt": "2026-11-25T06:30:00.000Z",
                     *               "onDeadline": "deliver_with_gaps"
                     *             }
                     *           ]
                     *         }
                     *       },
                     *       "deliveries": [
                     *         {
                     *           "id": "dlv_6e92a4c01d7f4b35827c5f0be9d3a148",
                     *           "endpoint": "ops",
                     *           "event": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                     *           "subject": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *           "state": "dead",
                     *           "nextAttemptAt": null,
                     *           "endedAt": "2026-11-28T00:12:31.440Z",
                     *           "createdAt": "2026-11-25T02:10:04.512Z",
                     *           "attempts": [
                     *             {
                     *               "startedAt": "2026-11-28T00:12:31.102Z",
                     *               "durationMs": 338,
                     *               "status": 503,
                     *               "reason": "answered 503",
                     *               "snippet": "upstream is away"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        event: components["schemas"]["Event"];
                        deliveries: components["schemas"]["Delivery"][];
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhookEndpointsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ops",
                     *       "url": "https://app.acme.example/hooks/firstlight",
                     *       "types": [
                     *         "agent.auth.reauth_required",
                     *         "agent.run.completed"
                     *       ],
                     *       "description": "Pages whoever is on call",
                     *       "state": "enabled",
                     *       "disabledReason": null,
                     *       "secrets": [
                     *         {
                     *           "id": "whkey_b25d90e7f14c4a83964e8a0d7c3b1f58",
                     *           "createdAt": "2026-11-24T14:57:48.143Z",
                     *           "expiresAt": null
                     *         }
                     *       ],
                     *       "createdAt": "2026-11-24T14:57:48.143Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putWebhookEndpointsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://app.acme.example/hooks/firstlight",
                 *       "types": [
                 *         "agent.auth.reauth_required",
                 *         "agent.run.completed"
                 *       ],
                 *       "description": "Pages whoever is on call"
                 *     }
                 */
                "application/json": {
                    /** @description https, at a public address. Redirects are not followed. */
                    url: string;
                    /** @description Left out: events of every type, those of later versions too. */
                    types?: ("agent.auth.connected" | "agent.auth.reauth_required" | "agent.auth.reauth_withdrawn" | "agent.auth.reauth_declined" | "agent.auth.reauthorized" | "agent.auth.expiring" | "agent.auth.identity_mismatch" | "agent.auth.disconnected" | "agent.webhook.endpoint_disabled" | "agent.run.started" | "agent.run.skipped" | "agent.run.paused" | "agent.run.resumed" | "agent.run.overdue" | "agent.run.delivered_with_gaps" | "agent.run.filled_late" | "agent.run.not_filled" | "agent.run.completed" | "agent.run.failed")[];
                    description?: string;
                };
            };
        };
        responses: {
            /** @description Changed. What it was still owed is delivered now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ops",
                     *       "url": "https://app.acme.example/hooks/firstlight",
                     *       "types": [
                     *         "agent.auth.reauth_required",
                     *         "agent.run.completed"
                     *       ],
                     *       "description": "Pages whoever is on call",
                     *       "state": "enabled",
                     *       "disabledReason": null,
                     *       "secrets": [
                     *         {
                     *           "id": "whkey_b25d90e7f14c4a83964e8a0d7c3b1f58",
                     *           "createdAt": "2026-11-24T14:57:48.143Z",
                     *           "expiresAt": null
                     *         }
                     *       ],
                     *       "createdAt": "2026-11-24T14:57:48.143Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description Made. Its signing secret is shown here and never again. Events from now on are delivered. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ops",
                     *       "url": "https://app.acme.example/hooks/firstlight",
                     *       "types": [
                     *         "agent.auth.reauth_required",
                     *         "agent.run.completed"
                     *       ],
                     *       "description": "Pages whoever is on call",
                     *       "state": "enabled",
                     *       "disabledReason": null,
                     *       "secrets": [
                     *         {
                     *           "id": "whkey_b25d90e7f14c4a83964e8a0d7c3b1f58",
                     *           "createdAt": "2026-11-24T14:57:48.143Z",
                     *           "expiresAt": null
                     *         }
                     *       ],
                     *       "createdAt": "2026-11-24T14:57:48.143Z",
                     *       "secretId": "whkey_b25d90e7f14c4a83964e8a0d7c3b1f58",
                     *       "secret": "whsec_…"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookEndpoint"] & {
                        secretId: string;
                        /** @description `whsec_…`, for any Standard Webhooks library. */
                        secret: string;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhookEndpointsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhookEndpoints: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of endpoints. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "ops",
                     *           "url": "https://app.acme.example/hooks/firstlight",
                     *           "types": [
                     *             "agent.auth.reauth_required",
                     *             "agent.run.completed"
                     *           ],
                     *           "description": "Pages whoever is on call",
                     *           "state": "enabled",
                     *           "disabledReason": null,
                     *           "secrets": [
                     *             {
                     *               "id": "whkey_b25d90e7f14c4a83964e8a0d7c3b1f58",
                     *               "createdAt": "2026-11-24T14:57:48.143Z",
                     *               "expiresAt": null
                     *             }
                     *           ],
                     *           "createdAt": "2026-11-24T14:57:48.143Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["WebhookEndpoint"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postWebhookEndpointsByIdSecrets: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Shown here and never again. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secretId": "whkey_b25d90e7f14c4a83964e8a0d7c3b1f58",
                     *       "secret": "whsec_…"
                     *     }
                     */
                    "application/json": {
                        secretId: string;
                        /** @description `whsec_…`, for any Standard Webhooks library. */
                        secret: string;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhookEndpointsByIdSecretsBySecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                secret: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It signs nothing more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeliveries: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
                endpoint?: string;
                /** @description `dead` lists the dead letters. */
                state?: "pending" | "delivered" | "dead";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "dlv_6e92a4c01d7f4b35827c5f0be9d3a148",
                     *           "endpoint": "ops",
                     *           "event": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                     *           "subject": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *           "state": "dead",
                     *           "nextAttemptAt": null,
                     *           "endedAt": "2026-11-28T00:12:31.440Z",
                     *           "createdAt": "2026-11-25T02:10:04.512Z",
                     *           "attempts": [
                     *             {
                     *               "startedAt": "2026-11-28T00:12:31.102Z",
                     *               "durationMs": 338,
                     *               "status": 503,
                     *               "reason": "answered 503",
                     *               "snippet": "upstream is away"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postDeliveriesByIdRetry: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and the same request get the same answer, and the work is done once. Kept for a week. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Owed again, with all its tries; the event keeps its id, so a receiver that has it can tell. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "dlv_6e92a4c01d7f4b35827c5f0be9d3a148",
                     *       "endpoint": "ops",
                     *       "event": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                     *       "subject": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                     *       "state": "pending",
                     *       "nextAttemptAt": "2026-11-28T08:30:00.000Z",
                     *       "endedAt": null,
                     *       "createdAt": "2026-11-25T02:10:04.512Z",
                     *       "attempts": [
                     *         {
                     *           "startedAt": "2026-11-28T00:12:31.102Z",
                     *           "durationMs": 338,
                     *           "status": 503,
                     *           "reason": "answered 503",
                     *           "snippet": "upstream is away"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContactsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "dana",
                     *       "name": "Dana Rivera",
                     *       "email": "dana.rivera@acme.example",
                     *       "slack": {
                     *         "account": "acct_2e95b80d71c34fa6905d8c6be3a7f412",
                     *         "channel": "C024BE91L"
                     *       },
                     *       "timeZone": "Europe/Vienna",
                     *       "quietHours": {
                     *         "from": "20:00",
                     *         "to": "07:00"
                     *       },
                     *       "language": "en-GB",
                     *       "createdAt": "2026-11-24T14:58:02.182Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putContactsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Dana Rivera",
                 *       "email": "dana.rivera@acme.example",
                 *       "slack": {
                 *         "account": "acct_2e95b80d71c34fa6905d8c6be3a7f412",
                 *         "channel": "C024BE91L"
                 *       },
                 *       "timeZone": "Europe/Vienna",
                 *       "quietHours": {
                 *         "from": "20:00",
                 *         "to": "07:00"
                 *       }
                 *     }
                 */
                "application/json": {
                    name: string;
                    /** Format: email */
                    email?: string;
                    slack?: {
                        /** @description A connected Slack account of this tenant; it posts. */
                        account: string;
                        channel: string;
                    };
                    /** @description Times in messages are of this zone, and quiet hours too. */
                    timeZone: string;
                    /** @description Local times; may span midnight. Nothing is sent within them, unless a run’s deadline would pass. */
                    quietHours?: {
                        from: string;
                        to: string;
                    };
                    /**
                     * @description How dates and times are written.
                     * @default en-GB
                     */
                    language?: string;
                };
            };
        };
        responses: {
            /** @description Changed. What could not be told under an old address is told now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "dana",
                     *       "name": "Dana Rivera",
                     *       "email": "dana.rivera@acme.example",
                     *       "slack": {
                     *         "account": "acct_2e95b80d71c34fa6905d8c6be3a7f412",
                     *         "channel": "C024BE91L"
                     *       },
                     *       "timeZone": "Europe/Vienna",
                     *       "quietHours": {
                     *         "from": "20:00",
                     *         "to": "07:00"
                     *       },
                     *       "language": "en-GB",
                     *       "createdAt": "2026-11-24T14:58:02.182Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "dana",
                     *       "name": "Dana Rivera",
                     *       "email": "dana.rivera@acme.example",
                     *       "slack": {
                     *         "account": "acct_2e95b80d71c34fa6905d8c6be3a7f412",
                     *         "channel": "C024BE91L"
                     *       },
                     *       "timeZone": "Europe/Vienna",
                     *       "quietHours": {
                     *         "from": "20:00",
                     *         "to": "07:00"
                     *       },
                     *       "language": "en-GB",
                     *       "createdAt": "2026-11-24T14:58:02.182Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteContactsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContacts: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of contacts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "dana",
                     *           "name": "Dana Rivera",
                     *           "email": "dana.rivera@acme.example",
                     *           "slack": {
                     *             "account": "acct_2e95b80d71c34fa6905d8c6be3a7f412",
                     *             "channel": "C024BE91L"
                     *           },
                     *           "timeZone": "Europe/Vienna",
                     *           "quietHours": {
                     *             "from": "20:00",
                     *             "to": "07:00"
                     *           },
                     *           "language": "en-GB",
                     *           "createdAt": "2026-11-24T14:58:02.182Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Contact"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccountsByIdContacts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": "dana",
                     *       "escalation": "robin"
                     *     }
                     */
                    "application/json": components["schemas"]["AskedContacts"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAccountsByIdContacts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "person": "dana",
                 *       "escalation": "robin"
                 *     }
                 */
                "application/json": components["schemas"]["AskedContacts"];
            };
        };
        responses: {
            /** @description Who is asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": "dana",
                     *       "escalation": "robin"
                     *     }
                     */
                    "application/json": components["schemas"]["AskedContacts"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAccountsByIdContacts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody is named here any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDefaultContacts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": "dana",
                     *       "escalation": "robin"
                     *     }
                     */
                    "application/json": components["schemas"]["AskedContacts"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putDefaultContacts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "person": "dana",
                 *       "escalation": "robin"
                 *     }
                 */
                "application/json": components["schemas"]["AskedContacts"];
            };
        };
        responses: {
            /** @description Who is asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": "dana",
                     *       "escalation": "robin"
                     *     }
                     */
                    "application/json": components["schemas"]["AskedContacts"];
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDefaultContacts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody is named here any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing in this tenant. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotices: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
                contact?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of notices, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "ntc_3c7e05d98b1f4a62a4d6f8129e0b5c73",
                     *           "contact": "dana",
                     *           "accounts": [
                     *             "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135"
                     *           ],
                     *           "messages": [
                     *             {
                     *               "channel": "email",
                     *               "to": "dana.rivera@acme.example",
                     *               "state": "sent",
                     *               "tries": 1,
                     *               "reason": null,
                     *               "nextAttemptAt": null,
                     *               "sentAt": "2026-11-25T06:00:01.220Z"
                     *             }
                     *           ],
                     *           "createdAt": "2026-11-25T02:12:04.512Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Notice"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The body is not well-formed JSON, or a text holds what cannot be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has mistakes; `errors` lists all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Firstlight made a mistake. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something this needs does not answer for the moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMcp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "jsonrpc": "2.0",
                 *       "id": 1,
                 *       "method": "tools/list",
                 *       "params": {}
                 *     }
                 */
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The answer, as a stream of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A notification was taken. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No API key came, or one that is not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is of the wrong kind. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An error of JSON-RPC. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.auth.connected": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                 *       "type": "agent.auth.connected",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                 *         "provider": "hubspot",
                 *         "label": "Deals of Acme",
                 *         "seq": 1,
                 *         "state": "active",
                 *         "missingScopes": [
                 *           "crm.objects.deals.write"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.auth.connected";
                    data?: {
                        tenant: string;
                        account: string;
                        provider: string;
                        label: string;
                        /**
                         * @description As of then.
                         * @enum {string}
                         */
                        state: "active" | "held" | "reauth_required" | "disconnected";
                        /** @description Rises with each change of the state. */
                        seq: number;
                        /** @description What the person left out of what was asked for. */
                        missingScopes?: string[];
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.auth.reauth_required": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                 *       "type": "agent.auth.reauth_required",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                 *         "provider": "hubspot",
                 *         "label": "Deals of Acme",
                 *         "seq": 2,
                 *         "state": "reauth_required",
                 *         "reason": "user_revoked",
                 *         "actor": "person",
                 *         "diagnosis": {
                 *           "cause": "user_revoked",
                 *           "actor": "person",
                 *           "confidence": "likely",
                 *           "summary": "HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.",
                 *           "facts": {
                 *             "error": "BAD_REFRESH_TOKEN",
                 *             "status": 400,
                 *             "consentAgeDays": 1,
                 *             "idleDays": 0,
                 *             "lostAnswers": 0
                 *           }
                 *         },
                 *         "reauthRequest": "reauth_0b6f83d4a95e4c27b1d03e7f92c8a546",
                 *         "reauthUrl": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…",
                 *         "linkExpiresAt": "2026-12-02T02:10:04.403Z",
                 *         "noticesStartAt": "2026-11-25T02:12:04.406Z",
                 *         "affectedRuns": [
                 *           "run_7a31c9e85d2f4b06940be7d1c83f5a62"
                 *         ],
                 *         "runDeadlines": [
                 *           {
                 *             "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                 *             "name": "Deal report",
                 *             "deadlineAt": "2026-11-25T06:30:00.000Z",
                 *             "onDeadline": "deliver_with_gaps"
                 *           }
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.auth.reauth_required";
                    data?: {
                        tenant: string;
                        account: string;
                        provider: string;
                        label: string;
                        /**
                         * @description As of then.
                         * @enum {string}
                         */
                        state: "active" | "held" | "reauth_required" | "disconnected";
                        /** @description Rises with each change of the state. */
                        seq: number;
                        /** @description One of a closed list; docs/events.md has it. */
                        reason: string;
                        /**
                         * @description Who must act.
                         * @enum {string}
                         */
                        actor: "person" | "customer_admin" | "operator" | "nobody";
                        diagnosis: {
                            cause: string;
                            /** @enum {string} */
                            actor: "person" | "customer_admin" | "operator" | "nobody";
                            /** @enum {string} */
                            confidence: "certain" | "likely" | "possible";
                            summary: string;
                            facts: {
                                [key: string]: string | number | boolean | null;
                            };
                        };
                        /**
                         * Format: date-time
                         * @description Write to people from then on, not before.
                         */
                        noticesStartAt: string;
                        /** @description Runs that wait for the account. */
                        affectedRuns: string[];
                        /** @description Of the affected runs, those with a deadline; the soonest first. */
                        runDeadlines?: {
                            run: string;
                            name: string;
                            /** Format: date-time */
                            deadlineAt: string;
                            /** @enum {string} */
                            onDeadline: "keep_waiting" | "deliver_with_gaps" | "fail";
                        }[];
                        /** @description Runs that a preflight announced and that have not ended. */
                        plannedRuns?: {
                            name: string;
                            /** Format: date-time */
                            startsAt: string;
                            /** Format: date-time */
                            deadlineAt: string;
                        }[];
                        reauthRequest: string;
                        /**
                         * Format: uri
                         * @description Where that person renews this very account. As good as a key: keep it so.
                         */
                        reauthUrl: string;
                        /** Format: date-time */
                        linkExpiresAt: string;
                        /** Format: date-time */
                        neededByAt?: string;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.auth.reauth_withdrawn": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                 *       "type": "agent.auth.reauth_withdrawn",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                 *         "provider": "hubspot",
                 *         "label": "Deals of Acme",
                 *         "seq": 3,
                 *         "state": "held",
                 *         "reason": "client_secret_invalid",
                 *         "diagnosis": {
                 *           "cause": "client_secret_invalid",
                 *           "actor": "operator",
                 *           "confidence": "certain",
                 *           "summary": "HubSpot no longer accepts our own client secret.",
                 *           "facts": {
                 *             "error": "BAD_CLIENT_SECRET",
                 *             "status": 400
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.auth.reauth_withdrawn";
                    data?: {
                        tenant: string;
                        account: string;
                        provider: string;
                        label: string;
                        /**
                         * @description As of then.
                         * @enum {string}
                         */
                        state: "active" | "held" | "reauth_required" | "disconnected";
                        /** @description Rises with each change of the state. */
                        seq: number;
                        reason: string;
                        diagnosis: {
                            cause: string;
                            /** @enum {string} */
                            actor: "person" | "customer_admin" | "operator" | "nobody";
                            /** @enum {string} */
                            confidence: "certain" | "likely" | "possible";
                            summary: string;
                            facts: {
                                [key: string]: string | number | boolean | null;
                            };
                        };
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.auth.reauth_declined": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                 *       "type": "agent.auth.reauth_declined",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                 *         "provider": "hubspot",
                 *         "label": "Deals of Acme",
                 *         "seq": 2,
                 *         "state": "reauth_required",
                 *         "reauthRequest": "reauth_0b6f83d4a95e4c27b1d03e7f92c8a546",
                 *         "reauthUrl": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…",
                 *         "affectedRuns": [
                 *           "run_7a31c9e85d2f4b06940be7d1c83f5a62"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.auth.reauth_declined";
                    data?: {
                        tenant: string;
                        account: string;
                        provider: string;
                        label: string;
                        /**
                         * @description As of then.
                         * @enum {string}
                         */
                        state: "active" | "held" | "reauth_required" | "disconnected";
                        /** @description Rises with each change of the state. */
                        seq: number;
                        reauthRequest: string;
                        /**
                         * Format: uri
                         * @description Where that person renews this very account. As good as a key: keep it so.
                         */
                        reauthUrl: string;
                        /** @description Runs that wait for the account. */
                        affectedRuns: string[];
                        /** @description Of the affected runs, those with a deadline; the soonest first. */
                        runDeadlines?: {
                            run: string;
                            name: string;
                            /** Format: date-time */
                            deadlineAt: string;
                            /** @enum {string} */
                            onDeadline: "keep_waiting" | "deliver_with_gaps" | "fail";
                        }[];
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.auth.reauthorized": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                 *       "type": "agent.auth.reauthorized",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                 *         "provider": "hubspot",
                 *         "label": "Deals of Acme",
                 *         "seq": 3,
                 *         "state": "active"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.auth.reauthorized";
                    data?: {
                        tenant: string;
                        account: string;
                        provider: string;
                        label: string;
                        /**
                         * @description As of then.
                         * @enum {string}
                         */
                        state: "active" | "held" | "reauth_required" | "disconnected";
                        /** @description Rises with each change of the state. */
                        seq: number;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.auth.expiring": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                 *       "type": "agent.auth.expiring",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                 *         "provider": "hubspot",
                 *         "label": "Deals of Acme",
                 *         "seq": 1,
                 *         "state": "active",
                 *         "reason": "grant_ends",
                 *         "actor": "person",
                 *         "diagnosis": {
                 *           "cause": "unknown",
                 *           "actor": "person",
                 *           "confidence": "certain",
                 *           "summary": "The consent ends at three in the night, before the run has ended.",
                 *           "facts": {}
                 *         },
                 *         "reasons": [
                 *           {
                 *             "code": "grant_ends",
                 *             "actor": "person",
                 *             "actByAt": "2026-11-25T01:00:00.000Z",
                 *             "summary": "The consent ends at three in the night, before the run has ended."
                 *           }
                 *         ],
                 *         "reauthRequest": "reauth_0b6f83d4a95e4c27b1d03e7f92c8a546",
                 *         "reauthUrl": "https://firstlight.example.com/connect/reauth_0b6f83d4a95e4c27b1d03e7f92c8a546.…",
                 *         "linkExpiresAt": "2026-12-02T02:10:04.403Z",
                 *         "expiresAt": "2026-11-25T02:26:47.705Z",
                 *         "noticesStartAt": "2026-11-24T16:00:02.826Z",
                 *         "affectedRuns": [],
                 *         "plannedRuns": [
                 *           {
                 *             "name": "Deal report",
                 *             "startsAt": "2026-11-25T01:00:00.000Z",
                 *             "deadlineAt": "2026-11-25T06:30:00.000Z"
                 *           }
                 *         ],
                 *         "neededByAt": "2026-11-25T01:00:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.auth.expiring";
                    data?: {
                        tenant: string;
                        account: string;
                        provider: string;
                        label: string;
                        /**
                         * @description As of then.
                         * @enum {string}
                         */
                        state: "active" | "held" | "reauth_required" | "disconnected";
                        /** @description Rises with each change of the state. */
                        seq: number;
                        /** @description One of a closed list; docs/events.md has it. */
                        reason: string;
                        /**
                         * @description Who must act.
                         * @enum {string}
                         */
                        actor: "person" | "customer_admin" | "operator" | "nobody";
                        diagnosis: {
                            cause: string;
                            /** @enum {string} */
                            actor: "person" | "customer_admin" | "operator" | "nobody";
                            /** @enum {string} */
                            confidence: "certain" | "likely" | "possible";
                            summary: string;
                            facts: {
                                [key: string]: string | number | boolean | null;
                            };
                        };
                        /**
                         * Format: date-time
                         * @description Write to people from then on, not before.
                         */
                        noticesStartAt: string;
                        /** @description Runs that wait for the account. */
                        affectedRuns: string[];
                        /** @description Of the affected runs, those with a deadline; the soonest first. */
                        runDeadlines?: {
                            run: string;
                            name: string;
                            /** Format: date-time */
                            deadlineAt: string;
                            /** @enum {string} */
                            onDeadline: "keep_waiting" | "deliver_with_gaps" | "fail";
                        }[];
                        /** @description Runs that a preflight announced and that have not ended. */
                        plannedRuns?: {
                            name: string;
                            /** Format: date-time */
                            startsAt: string;
                            /** Format: date-time */
                            deadlineAt: string;
                        }[];
                        reauthRequest?: string;
                        /**
                         * Format: uri
                         * @description Where that person renews this very account. As good as a key: keep it so.
                         */
                        reauthUrl?: string;
                        /** Format: date-time */
                        linkExpiresAt?: string;
                        reasons: {
                            code: string;
                            /** @enum {string} */
                            actor: "person" | "customer_admin" | "operator" | "nobody";
                            /** Format: date-time */
                            actByAt: string | null;
                            summary: string;
                        }[];
                        /**
                         * Format: date-time
                         * @description Until when the token lives that is in use now.
                         */
                        expiresAt: string;
                        /** Format: date-time */
                        neededByAt: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.auth.identity_mismatch": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                 *       "type": "agent.auth.identity_mismatch",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                 *         "provider": "hubspot",
                 *         "label": "Deals of Acme",
                 *         "seq": 2,
                 *         "state": "reauth_required"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.auth.identity_mismatch";
                    data?: {
                        tenant: string;
                        account: string;
                        provider: string;
                        label: string;
                        /**
                         * @description As of then.
                         * @enum {string}
                         */
                        state: "active" | "held" | "reauth_required" | "disconnected";
                        /** @description Rises with each change of the state. */
                        seq: number;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.auth.disconnected": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7",
                 *       "type": "agent.auth.disconnected",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "account": "acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135",
                 *         "provider": "hubspot",
                 *         "label": "Deals of Acme",
                 *         "seq": 4,
                 *         "state": "disconnected",
                 *         "revocation": {
                 *           "kind": "revoked"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.auth.disconnected";
                    data?: {
                        tenant: string;
                        account: string;
                        provider: string;
                        label: string;
                        /**
                         * @description As of then.
                         * @enum {string}
                         */
                        state: "active" | "held" | "reauth_required" | "disconnected";
                        /** @description Rises with each change of the state. */
                        seq: number;
                        revocation: {
                            /** @enum {string} */
                            kind: "revoked" | "shared" | "not_offered" | "refused" | "unanswered";
                            siblings?: number;
                            reason?: string;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.webhook.endpoint_disabled": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_dlv_6e92a4c01d7f4b35827c5f0be9d3a148_7",
                 *       "type": "agent.webhook.endpoint_disabled",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "endpoint": "ops",
                 *         "reason": "answered 410 Gone to evt_acct_5d0c2f7e9b3a4c61a8e4f20d7b96c135_7"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.webhook.endpoint_disabled";
                    data?: {
                        tenant: string;
                        endpoint: string;
                        reason: string;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.run.started": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acme:run_7a31c9e85d2f4b06940be7d1c83f5a62_7",
                 *       "type": "agent.run.started",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                 *         "kind": "dealReport",
                 *         "name": "Deal report",
                 *         "state": "running",
                 *         "steps": 3
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.run.started";
                    data?: {
                        tenant: string;
                        run: string;
                        kind: string;
                        name: string;
                        /** @enum {string} */
                        state: "running" | "paused" | "ended";
                        /** @description How many; not of an agent’s run. */
                        steps?: number;
                        /** @description Of an agent’s run. */
                        model?: string;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.run.skipped": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acme:skip_nightly:2026-11-25T01~00~00Z_7",
                 *       "type": "agent.run.skipped",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "schedule": "nightly",
                 *         "scheduledAt": "2026-11-25T01:00:00.000Z",
                 *         "reason": "overlap",
                 *         "summary": "the run of an earlier start had not ended"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.run.skipped";
                    data?: {
                        tenant: string;
                        schedule: string;
                        /** Format: date-time */
                        scheduledAt: string;
                        /** @enum {string} */
                        reason: "overlap" | "catchup_window" | "paused" | "cancelled" | "deleted" | "clock_change";
                        summary: string;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.run.paused": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acme:run_7a31c9e85d2f4b06940be7d1c83f5a62_7",
                 *       "type": "agent.run.paused",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                 *         "kind": "dealReport",
                 *         "name": "Deal report",
                 *         "state": "paused",
                 *         "pausedOn": [
                 *           "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.run.paused";
                    data?: {
                        tenant: string;
                        run: string;
                        kind: string;
                        name: string;
                        /** @enum {string} */
                        state: "running" | "paused" | "ended";
                        /** @description All accounts it waits for. */
                        pausedOn: string[];
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.run.resumed": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acme:run_7a31c9e85d2f4b06940be7d1c83f5a62_7",
                 *       "type": "agent.run.resumed",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                 *         "kind": "dealReport",
                 *         "name": "Deal report",
                 *         "state": "running",
                 *         "pausedOn": []
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.run.resumed";
                    data?: {
                        tenant: string;
                        run: string;
                        kind: string;
                        name: string;
                        /** @enum {string} */
                        state: "running" | "paused" | "ended";
                        /** @description All accounts it waits for. */
                        pausedOn: string[];
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.run.overdue": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acme:run_7a31c9e85d2f4b06940be7d1c83f5a62_7",
                 *       "type": "agent.run.overdue",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                 *         "kind": "dealReport",
                 *         "name": "Deal report",
                 *         "state": "paused",
                 *         "pausedOn": [
                 *           "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834"
                 *         ],
                 *         "deadlineAt": "2026-11-25T06:30:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.run.overdue";
                    data?: {
                        tenant: string;
                        run: string;
                        kind: string;
                        name: string;
                        /** @enum {string} */
                        state: "running" | "paused" | "ended";
                        /** @description All accounts it waits for. */
                        pausedOn: string[];
                        /** Format: date-time */
                        deadlineAt: string;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.run.delivered_with_gaps": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acme:run_7a31c9e85d2f4b06940be7d1c83f5a62_7",
                 *       "type": "agent.run.delivered_with_gaps",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                 *         "kind": "dealReport",
                 *         "name": "Deal report",
                 *         "state": "ended",
                 *         "gaps": [
                 *           {
                 *             "step": "accounts",
                 *             "account": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                 *             "code": "waiting_for_account",
                 *             "detail": "waits for account acct_91b7e3d24f0a48c5b6d2a7c90e5f1834 to be usable again",
                 *             "expected": 2400,
                 *             "got": 1600
                 *           }
                 *         ],
                 *         "waitsFor": [
                 *           "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834"
                 *         ],
                 *         "lateFillUntilAt": "2026-12-02T06:30:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.run.delivered_with_gaps";
                    data?: {
                        tenant: string;
                        run: string;
                        kind: string;
                        name: string;
                        /** @enum {string} */
                        state: "running" | "paused" | "ended";
                        gaps: {
                            step: string;
                            account: string;
                            /** @enum {string} */
                            code: "count_mismatch" | "step_failed" | "step_skipped" | "waiting_for_account" | "declined" | "delivered_with_gaps" | "cancelled" | "budget_spent" | "expectation_unmet" | "no_answer";
                            detail: string;
                            expected: number | null;
                            got: number | null;
                        }[];
                        waitsFor: string[];
                        /**
                         * Format: date-time
                         * @description Null: nothing will be filled in.
                         */
                        lateFillUntilAt: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.run.filled_late": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acme:run_7a31c9e85d2f4b06940be7d1c83f5a62_7",
                 *       "type": "agent.run.filled_late",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                 *         "kind": "dealReport",
                 *         "name": "Deal report",
                 *         "state": "ended",
                 *         "verdict": "complete_late",
                 *         "gaps": [],
                 *         "steps": [
                 *           "accounts",
                 *           "sheet"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.run.filled_late";
                    data?: {
                        tenant: string;
                        run: string;
                        kind: string;
                        name: string;
                        /** @enum {string} */
                        state: "running" | "paused" | "ended";
                        /** @enum {string|null} */
                        verdict: "complete" | "complete_late" | "incomplete" | "failed" | "cancelled" | null;
                        gaps: {
                            step: string;
                            account: string;
                            /** @enum {string} */
                            code: "count_mismatch" | "step_failed" | "step_skipped" | "waiting_for_account" | "declined" | "delivered_with_gaps" | "cancelled" | "budget_spent" | "expectation_unmet" | "no_answer";
                            detail: string;
                            expected: number | null;
                            got: number | null;
                        }[];
                        steps: string[];
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.run.not_filled": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acme:run_7a31c9e85d2f4b06940be7d1c83f5a62_7",
                 *       "type": "agent.run.not_filled",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                 *         "kind": "dealReport",
                 *         "name": "Deal report",
                 *         "state": "ended",
                 *         "verdict": "incomplete",
                 *         "gaps": [
                 *           {
                 *             "step": "accounts",
                 *             "account": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                 *             "code": "waiting_for_account",
                 *             "detail": "waits for account acct_91b7e3d24f0a48c5b6d2a7c90e5f1834 to be usable again",
                 *             "expected": 2400,
                 *             "got": 1600
                 *           }
                 *         ],
                 *         "reason": "nobody renewed the account in time"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.run.not_filled";
                    data?: {
                        tenant: string;
                        run: string;
                        kind: string;
                        name: string;
                        /** @enum {string} */
                        state: "running" | "paused" | "ended";
                        /** @enum {string|null} */
                        verdict: "complete" | "complete_late" | "incomplete" | "failed" | "cancelled" | null;
                        gaps: {
                            step: string;
                            account: string;
                            /** @enum {string} */
                            code: "count_mismatch" | "step_failed" | "step_skipped" | "waiting_for_account" | "declined" | "delivered_with_gaps" | "cancelled" | "budget_spent" | "expectation_unmet" | "no_answer";
                            detail: string;
                            expected: number | null;
                            got: number | null;
                        }[];
                        reason: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.run.completed": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acme:run_7a31c9e85d2f4b06940be7d1c83f5a62_7",
                 *       "type": "agent.run.completed",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                 *         "kind": "dealReport",
                 *         "name": "Deal report",
                 *         "state": "ended",
                 *         "verdict": "complete",
                 *         "gaps": []
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.run.completed";
                    data?: {
                        tenant: string;
                        run: string;
                        kind: string;
                        name: string;
                        /** @enum {string} */
                        state: "running" | "paused" | "ended";
                        /** @enum {string|null} */
                        verdict: "complete" | "complete_late" | "incomplete" | "failed" | "cancelled" | null;
                        gaps: {
                            step: string;
                            account: string;
                            /** @enum {string} */
                            code: "count_mismatch" | "step_failed" | "step_skipped" | "waiting_for_account" | "declined" | "delivered_with_gaps" | "cancelled" | "budget_spent" | "expectation_unmet" | "no_answer";
                            detail: string;
                            expected: number | null;
                            got: number | null;
                        }[];
                        reason?: string;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "agent.run.failed": {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the event: the same at every try, so dedupe by it. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this try. Refuse what is older than five minutes. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks). */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_acme:run_7a31c9e85d2f4b06940be7d1c83f5a62_7",
                 *       "type": "agent.run.failed",
                 *       "timestamp": "2026-11-25T02:10:04.512Z",
                 *       "sequence": 7,
                 *       "position": "1841",
                 *       "data": {
                 *         "tenant": "acme",
                 *         "run": "run_7a31c9e85d2f4b06940be7d1c83f5a62",
                 *         "kind": "dealReport",
                 *         "name": "Deal report",
                 *         "state": "ended",
                 *         "verdict": "failed",
                 *         "gaps": [
                 *           {
                 *             "step": "accounts",
                 *             "account": "acct_91b7e3d24f0a48c5b6d2a7c90e5f1834",
                 *             "code": "waiting_for_account",
                 *             "detail": "waits for account acct_91b7e3d24f0a48c5b6d2a7c90e5f1834 to be usable again",
                 *             "expected": 2400,
                 *             "got": 1600
                 *           }
                 *         ],
                 *         "reason": "the deadline came while it waited for accounts"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Event"] & {
                    /** @enum {string} */
                    type?: "agent.run.failed";
                    data?: {
                        tenant: string;
                        run: string;
                        kind: string;
                        name: string;
                        /** @enum {string} */
                        state: "running" | "paused" | "ended";
                        /** @enum {string|null} */
                        verdict: "complete" | "complete_late" | "incomplete" | "failed" | "cancelled" | null;
                        gaps: {
                            step: string;
                            account: string;
                            /** @enum {string} */
                            code: "count_mismatch" | "step_failed" | "step_skipped" | "waiting_for_account" | "declined" | "delivered_with_gaps" | "cancelled" | "budget_spent" | "expectation_unmet" | "no_answer";
                            detail: string;
                            expected: number | null;
                            got: number | null;
                        }[];
                        reason?: string;
                    };
                };
            };
        };
        responses: {
            /** @description The endpoint wants no more and is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It arrived. Any answer of this kind within 15 seconds will do. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Anything else is tried again for three days; 429 and 503 may say when. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
