package palimpsest.runtime.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import palimpsest.runtime.server.ConfigurationReference;
import palimpsest.runtime.wiring.SecurityProperties;

/** docker-compose.yml says what the runtime, the files beside it and a careful operator expect. */
class ComposeFileTest {

    private static final Path ROOT = Path.of("../..");
    private static final List<String> RUNTIMES = List.of("runtime-1", "runtime-2");
    private static final Pattern REGISTRY_HOST = Pattern.compile("^[^/]*[.:][^/]*/.*");
    private static final Pattern REQUIRED = Pattern.compile("\\$\\{[A-Z_]+:\\?[^}]+}");

    private final Map<String, Object> file = load(ROOT.resolve("docker-compose.yml"));
    private final Map<String, Map<String, Object>> services = services();

    @Test
    void the_services_are_two_runtimes_a_proxy_a_database_a_collector_and_on_demand_a_model_server() {
        assertThat(services).containsOnlyKeys("runtime-1", "runtime-2", "proxy", "postgres", "ollama", "otel-collector");
        assertThat(services.get("runtime-2")).as("runtimes are alike").isEqualTo(services.get("runtime-1"));
        assertThat(services).allSatisfy((name, service) -> assertThat(service.containsKey("profiles")).as(name).isEqualTo(name.equals("ollama")));
    }

    @Test
    void images_have_a_tag_and_no_registry_host() {
        assertThat(services).allSatisfy((name, service) -> {
            String image = (String) service.get("image");
            assertThat(image).as(name).contains(":").doesNotEndWith(":latest").doesNotMatch(REGISTRY_HOST);
        });
        assertThat(services.get("postgres").get("image").toString()).startsWith("pgvector/pgvector:");
    }

    @Test
    void each_service_has_a_health_check_except_the_collector_whose_image_has_no_shell() {
        assertThat(services).allSatisfy((name, service) -> assertThat(service.containsKey("healthcheck")).as(name).isEqualTo(!name.equals("otel-collector")));
        RUNTIMES.forEach(name -> assertThat(map(services.get(name), "depends_on")).containsEntry("postgres", Map.of("condition", "service_healthy")));
        assertThat(map(services.get("proxy"), "depends_on")).containsOnlyKeys(RUNTIMES)
                .allSatisfy((name, how) -> assertThat(how).isEqualTo(Map.of("condition", "service_healthy")));
    }

    @Test
    void ports_are_published_on_loopback_only_and_the_runtimes_behind_the_proxy_on_none() {
        assertThat(services.values().stream().flatMap(service -> list(service, "ports")).toList()).isNotEmpty()
                .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
        RUNTIMES.forEach(name -> assertThat(services.get(name)).doesNotContainKeys("ports", "network_mode"));
        assertThat(services.get("proxy")).containsKey("ports");
    }

    @Test
    void every_environment_name_of_ours_is_a_property() throws IOException {
        List<Predicate<String>> known = new ConfigurationReference().rows().keySet().stream().map(ComposeFileTest::environmentName).toList();
        for (String name : RUNTIMES) {
            assertThat(ours(services.get(name))).isNotEmpty().allSatisfy(variable -> assertThat(known).as(variable).anyMatch(property -> property.test(variable)));
        }
        assertThat(known).as("the check can fail").noneMatch(property -> property.test("PALIMPSEST_DATABASE_URI"));
    }

    @Test
    void runtimes_listen_to_others_with_security_on() {
        for (String name : RUNTIMES) {
            Map<String, Object> environment = map(services.get(name), "environment");
            assertThat(environment).containsEntry("SERVER_ADDRESS", "0.0.0.0");
            var mode = SecurityProperties.Mode.valueOf(environment.get("PALIMPSEST_SECURITY_MODE").toString().replace('-', '_').toUpperCase());
            assertThat(mode).isNotEqualTo(SecurityProperties.Mode.NONE);
        }
    }

    @Test
    void secrets_come_from_the_environment_and_a_missing_one_stops_the_start() {
        Map<String, String> secrets = new TreeMap<>();
        services.forEach((name, service) -> map(service, "environment").forEach((variable, value) -> {
            if (variable.matches(".*(PASSWORD|SECRET|TOKEN|KEY)$")) {
                secrets.put(name + " " + variable, String.valueOf(value));
            }
        }));
        assertThat(secrets).hasSize(3).allSatisfy((name, value) -> assertThat(value).as(name).matches(REQUIRED));
        assertThat(map(services.get("postgres"), "environment").get("POSTGRES_PASSWORD"))
                .isEqualTo(map(services.get("runtime-1"), "environment").get("PALIMPSEST_DATABASE_PASSWORD"));
    }

    @Test
    void mounted_files_exist_and_named_volumes_are_declared() {
        List<String> sources = services.values().stream().flatMap(service -> list(service, "volumes")).map(mount -> mount.split(":")[0]).toList();
        assertThat(sources).isNotEmpty().allSatisfy(source -> {
            if (source.startsWith("./")) {
                assertThat(ROOT.resolve(source)).isRegularFile();
            } else {
                assertThat(map(file, "volumes")).containsKey(source);
            }
        });
    }

    @Test
    void the_proxy_knows_both_runtimes_and_does_not_hold_back_events() throws IOException {
        String proxy = Files.readString(ROOT.resolve("deploy/nginx.conf"));
        RUNTIMES.forEach(name -> assertThat(proxy).containsPattern("server " + name + ":8080 .*;"));
        assertThat(proxy).contains("proxy_buffering off;", "client_max_body_size 500m;");
    }

    @Test
    void runtimes_send_to_the_port_that_the_collector_listens_on() {
        Map<String, Object> collector = load(ROOT.resolve("deploy/otel-collector.yaml"));
        String endpoint = (String) map(map(map(map(collector, "receivers"), "otlp"), "protocols"), "http").get("endpoint");
        String port = endpoint.substring(endpoint.indexOf(':'));
        Map<String, Object> environment = map(services.get("runtime-1"), "environment");
        assertThat(environment.get("MANAGEMENT_OTLP_METRICS_EXPORT_URL")).isEqualTo("http://otel-collector" + port + "/v1/metrics");
        assertThat(environment.get("MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT")).isEqualTo("http://otel-collector" + port + "/v1/traces");
        assertThat(map(map(collector, "service"), "pipelines")).allSatisfy((kind, pipeline) -> Stream.of("receivers", "processors", "exporters")
                .forEach(part -> assertThat(map(collector, part).keySet()).as(kind + " " + part).containsAll(list(asMap(pipeline), part).toList())));
    }

    /** As Spring Boot binds it: dots become underscores, dashes fall away; NAME is a key of a map. */
    private static Predicate<String> environmentName(String property) {
        String pattern = Stream.of(property.split("\\.")).map(part -> part.equals("NAME") ? "[A-Z0-9]+" : part.replace("-", "").toUpperCase())
                .reduce((left, right) -> left + "_" + right).orElseThrow();
        return Pattern.compile(pattern).asMatchPredicate();
    }

    private static List<String> ours(Map<String, Object> service) {
        return map(service, "environment").keySet().stream().filter(variable -> variable.startsWith("PALIMPSEST_")).toList();
    }

    private Map<String, Map<String, Object>> services() {
        Map<String, Map<String, Object>> all = new TreeMap<>();
        map(file, "services").forEach((name, service) -> all.put(name, asMap(service)));
        return all;
    }

    private static Map<String, Object> load(Path path) {
        try (var reader = Files.newBufferedReader(path)) {
            return asMap(new Yaml(new SafeConstructor(new LoaderOptions())).load(reader));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> map(Map<String, Object> parent, String key) {
        return asMap(parent.getOrDefault(key, Map.of()));
    }

    private static Stream<String> list(Map<String, Object> parent, String key) {
        return ((List<?>) parent.getOrDefault(key, List.of())).stream().map(String.class::cast);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }
}
