package palimpsest.runtime.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.cli.FirstRun;

/** What the image is made of and runs as. */
class DockerfileTest {

    private static final Path ROOT = Path.of("../..");

    private List<String> lines;
    /** The stage that the image begins with, and after the last FROM what it adds. */
    private List<String> image;

    @BeforeEach
    void read() throws IOException {
        lines = Files.readString(ROOT.resolve("Dockerfile")).replace("\\\n", " ").lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        image = Stream.of(stage("FROM eclipse-temurin:25-jre AS runtime"), stage("FROM runtime")).flatMap(List::stream).toList();
    }

    @Test
    void base_images_have_a_tag_and_no_registry_host() {
        assertThat(instructions(lines, "FROM")).filteredOn(base -> !base.startsWith("runtime")).hasSize(3).allSatisfy(base -> assertThat(base.split(" ")[0]).matches("[a-z-]+(/[a-z-]+)?:[\\w.-]+"));
        assertThat(instructions(lines, "FROM")).last().isEqualTo("runtime");
    }

    @Test
    void the_runtime_is_not_root_and_can_not_change_its_program() {
        assertThat(instructions(image, "USER")).last().isEqualTo("palimpsest");
        assertThat(instructions(image, "RUN").toString()).contains("useradd --system").doesNotContain("chown");
        assertThat(image.indexOf("USER palimpsest")).isGreaterThan(image.lastIndexOf(instruction("COPY")));
    }

    @Test
    void the_layers_of_the_jar_are_copied_from_the_one_that_changes_least_to_the_application() {
        assertThat(instructions(lines, "RUN").toString()).contains("-Djarmode=tools", "extract --layers");
        assertThat(instructions(image, "COPY").stream().filter(copy -> copy.startsWith("--from=build")).map(copy -> copy.replaceAll(".*/layers/(.*)/ .*", "$1")))
                .containsExactly("dependencies", "spring-boot-loader", "snapshot-dependencies", "application");
    }

    @Test
    void the_archive_of_classes_is_made_by_the_java_and_of_the_files_that_it_is_used_with() {
        String recorded = instructions(stage("FROM runtime AS first-run"), "RUN").getFirst();
        assertThat(recorded).contains("-XX:AOTCacheOutput=/app/classes.archive", "-cp /app/palimpsest-exec.jar " + FirstRun.class.getName() + " ");
        assertThat(instructions(image, "COPY")).last().isEqualTo("--from=first-run /app/classes.archive ./");
        assertThat(instructions(image, "ENTRYPOINT")).singleElement().asString().contains("\"-XX:AOTCache=/app/classes.archive\", \"-jar\", \"/app/palimpsest-exec.jar\"");
    }

    @Test
    void the_image_tells_its_health_and_passes_signals_on_to_java() {
        assertThat(instructions(image, "HEALTHCHECK")).singleElement().asString().endsWith("CMD [\"/app/healthcheck.sh\"]");
        assertThat(instructions(image, "COPY")).anyMatch(copy -> copy.contains("deploy/healthcheck.sh"));
        assertThat(instructions(image, "ENTRYPOINT")).singleElement().asString().startsWith("[\"java\",");
        assertThat(instructions(image, "CMD")).containsExactly("[\"serve\"]");
    }

    @Test
    void what_is_copied_is_there_and_not_kept_from_the_build() throws IOException {
        assertThat(ROOT.resolve("deploy/healthcheck.sh")).isExecutable();
        assertThat(instructions(lines, "COPY")).filteredOn(copy -> !copy.contains("--from=")).isNotEmpty().allSatisfy(copy -> {
            List<String> names = Stream.of(copy.split(" ")).filter(name -> !name.startsWith("--")).toList();
            assertThat(names.subList(0, names.size() - 1)).isNotEmpty().allSatisfy(source -> assertThat(ROOT.resolve(source)).exists());
        });
        List<String> ignored = Files.readAllLines(ROOT.resolve(".dockerignore"));
        assertThat(ignored).contains(".git", "**/target", "**/node_modules", "**/*.env").doesNotContain("deploy");
        Stream.of("pom.xml", "mvnw", "bin", "web-ui", "samples", "benchmarks").forEach(needed -> assertThat(ignored).doesNotContain(needed));
    }

    /** From a FROM to the next one. */
    private List<String> stage(String from) {
        int start = lines.indexOf(from);
        assertThat(start).as(from).isNotNegative();
        return Stream.concat(Stream.of(from), lines.subList(start + 1, lines.size()).stream().takeWhile(line -> !line.startsWith("FROM "))).toList();
    }

    private String instruction(String name) {
        return image.stream().filter(line -> line.startsWith(name + " ")).toList().getLast();
    }

    private static List<String> instructions(List<String> lines, String name) {
        return lines.stream().filter(line -> line.startsWith(name + " ")).map(line -> line.substring(name.length() + 1)).toList();
    }
}
