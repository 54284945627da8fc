package palimpsest.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import palimpsest.memory.database.Schema;
import palimpsest.memory.testing.TestDatabase;

/**
 * The same application, with web, JPA, Security and Actuator, started with and without the starter, each as a process of its own with the class
 * path that Maven gives it: whatever it says of itself without stays as it is.
 */
class HostStaysAsItIsIT {

    private static final String OWN = String.join("\n", "spring.application.name=harbor", "management.endpoint.health.group.readiness.include=readinessState",
            "spring.jackson.property-naming-strategy=SNAKE_CASE", "logging.level.org.springframework.web=warn");

    private record Run(List<String> facts, List<String> log) {}

    @TempDir
    private Path folder;

    /** Notices of a first migration are no lines of a log. */
    @BeforeAll
    static void migrate() {
        Schema.migrate(TestDatabase.shared().dataSource(), "palimpsest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application.properties", "application.yml", "none"})
    void what_the_host_is_without_the_starter_it_is_with_it(String file) throws Exception {
        Path config = Files.createDirectories(folder.resolve(file));
        if (file.endsWith(".properties")) {
            Files.writeString(config.resolve(file), OWN);
        } else if (file.endsWith(".yml")) {
            Files.writeString(config.resolve(file), OWN.replace("=", ": "));
        }
        Run without = run(config, hostPath());
        Run with = run(config, Stream.concat(hostPath().stream(), starterPath().stream()).toList());

        assertThat(without.facts()).isNotEmpty();
        assertThat(with.facts()).containsAll(without.facts());
        assertThat(with.facts()).filteredOn(fact -> !without.facts().contains(fact)).allMatch(HostStaysAsItIsIT::isExpected);
        // Order and count too: a converter more or in another place is another answer.
        assertThat(only(with, "converter", "environment", "health groups", "level", "appender", "context event"))
                .isEqualTo(only(without, "converter", "environment", "health groups", "level", "appender", "context event"));
        assertThat(with.log()).containsAll(without.log());
        assertThat(with.log()).filteredOn(line -> !without.log().contains(line)).allMatch(HostStaysAsItIsIT::isOurs);
    }

    private static List<String> only(Run run, String... kinds) {
        return run.facts().stream().filter(fact -> Stream.of(kinds).anyMatch(fact::startsWith)).toList();
    }

    /** Our beans, and those that Boot and Spring Data declare where Jackson 2 (which LangChain4j needs) and context propagation are on the class path. */
    private static boolean isExpected(String fact) {
        return fact.startsWith("bean ") && (fact.contains("palimpsest") || fact.contains("Jackson2") || fact.contains("org.springframework.data.web.config.SpringDataJackson")
                || fact.contains("org.springframework.data.geo.GeoModule") || fact.contains("TaskExecutorContextPropagationConfiguration"));
    }

    /** Lines of the engine, of its pool, of its queue and of the migration of its tables. */
    private static boolean isOurs(String line) {
        return line.contains("palimpsest") || line.contains("com.zaxxer.hikari") || line.contains(" p.starter") || line.contains(" p.memory") || line.contains(" p.runtime")
                || line.contains("flyway") || line.matches(".* (o\\.f\\.c|c\\.g\\.k\\.|c\\.g\\.kagkarlsson|c\\.github\\.kagkarlsson).*");
    }

    private static List<String> hostPath() throws IOException {
        var path = new ArrayList<>(List.of(Path.of("target/test-classes").toAbsolutePath().toString()));
        path.addAll(entries("../samples/enterprise-app/target/classpath"));
        return path;
    }

    private static List<String> starterPath() throws IOException {
        var path = new ArrayList<>(List.of(Path.of("target/classes").toAbsolutePath().toString()));
        path.addAll(entries("target/classpath"));
        return path;
    }

    private static List<String> entries(String file) throws IOException {
        return List.of(Files.readString(Path.of(file)).strip().split(File.pathSeparator));
    }

    private static Run run(Path folder, List<String> path) throws Exception {
        Path facts = folder.resolve("facts");
        Path output = folder.resolve("output");
        Files.deleteIfExists(facts);
        Process host = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                String.join(File.pathSeparator, new LinkedHashSet<>(path)), "palimpsest.starter.host.HostApplication", facts.toString(), "--server.port=0",
                "--spring.datasource.url=" + TestDatabase.shared().jdbcUrl(), "--spring.datasource.hikari.maximum-pool-size=3", "--palimpsest.default-model=extractive",
                "--spring.main.banner-mode=off").directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        int status = host.waitFor();
        String said = Files.readString(output);
        assertThat(status).as(said).isZero();
        return new Run(Files.readAllLines(facts), said.lines().map(HostStaysAsItIsIT::withoutChance).distinct().toList());
    }

    /** Without what differs at each start. */
    private static String withoutChance(String line) {
        return line.replaceFirst("^\\S+Z? ", "").replaceAll("\\b\\d+ ---", "PID ---").replaceAll("PID \\d+|with PID .*", "PID").replaceAll("port \\d+", "port N")
                .replaceAll("[\\d.]+ (seconds|ms)", "N $1").replaceAll("running for [\\d.]+", "running for N").replaceAll("@[0-9a-f]+", "@N")
                .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "UUID").replaceAll(" in \\d+", " in N").replaceAll("(application in|initialization completed in) .*", "$1 N")
                .replaceAll("\\d{2,}", "N");
    }
}
