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

FROM eclipse-temurin:25-jre
RUN useradd --system --create-home --home-dir /home/palimpsest --shell /usr/sbin/nologin palimpsest
WORKDIR /app
# What changes seldom comes first: a new version of the application sends its last layer only.
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/spring-boot-loader/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./
COPY --chmod=555 deploy/healthcheck.sh ./
USER palimpsest
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["/app/healthcheck.sh"]
# Java is process 1 and gets SIGTERM itself: it parks its runs and ends.
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-XX:MaxRAMPercentage=60", "-jar", "palimpsest-exec.jar"]
CMD ["serve"]
