# The runtime for a PostgreSQL server: docker-compose.yml shows it in use, docs/operations.md says how.

FROM eclipse-temurin:25-jdk AS jdk

# Node builds the page; the runtime itself needs none, because a server takes the place of the embedded database.
FROM node:22-bookworm AS build
ENV JAVA_HOME=/opt/java/openjdk
COPY --from=jdk $JAVA_HOME $JAVA_HOME
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/cache/maven --mount=type=cache,target=/cache/npm \
    npm_config_cache=/cache/npm ./mvnw -B -q -Dmaven.repo.local=/cache/maven -DskipTests -pl agent-runtime/server -am package \
    && "$JAVA_HOME/bin/java" -Djarmode=tools -jar agent-runtime/server/target/palimpsest-exec.jar extract --layers --destination /layers

FROM eclipse-temurin:25-jre AS runtime
RUN useradd --system --create-home --home-dir /home/palimpsest --shell /usr/sbin/nologin palimpsest
WORKDIR /app
# What changes seldom comes first: a new version of the application sends its last layer only.
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/spring-boot-loader/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./
COPY --chmod=555 deploy/healthcheck.sh ./

# Uses the application once while Java records its classes, as ./palimpsest does after a build: starts take half of the time. Node runs its database here.
FROM runtime AS first-run
COPY --from=build /usr/local/bin/node /usr/local/bin/node
RUN mkdir -p /tmp/first-run/place && cd /tmp/first-run && java --enable-native-access=ALL-UNNAMED -XX:AOTCacheOutput=/app/classes.archive \
    -cp /app/palimpsest-exec.jar palimpsest.runtime.cli.FirstRun help database.gz place

FROM runtime
COPY --from=first-run /app/classes.archive ./
USER palimpsest
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["/app/healthcheck.sh"]
# Java is process 1 and gets SIGTERM itself: it parks its runs and ends. Where the archive does not fit, it says so and starts without.
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-XX:MaxRAMPercentage=60", "-XX:AOTCache=/app/classes.archive", "-jar", "/app/palimpsest-exec.jar"]
CMD ["serve"]
