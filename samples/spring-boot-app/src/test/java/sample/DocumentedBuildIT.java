package sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds the sample's code with the build file of docs/embedding.md as it stands there, by a Maven of its own, and with the Spring Boot before. */
@Tag("slow")
class DocumentedBuildIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern BUILD_FILE = Pattern.compile("```xml\n(<project.*?)```", Pattern.DOTALL);
    private static final Pattern BOOT = Pattern.compile("(<artifactId>spring-boot-starter-parent</artifactId>\\s*<version>)[^<]+");

    @ParameterizedTest
    @ValueSource(strings = {"", "4.0.7"})
    void the_documented_build_file_builds_the_sample(String boot, @TempDir Path folder) throws Exception {
        String local = System.getProperty("maven.local");
        Assumptions.assumeTrue(local != null, "Maven's local repository is not known: run by Maven");
        Matcher documented = BUILD_FILE.matcher(Files.readString(ROOT.resolve("docs/embedding.md")));
        assertThat(documented.find()).as("a build file in docs/embedding.md").isTrue();
        String pom = documented.group(1);
        Files.writeString(folder.resolve("pom.xml"), boot.isEmpty() ? pom : BOOT.matcher(pom).replaceFirst("$1" + boot));
        copy(Path.of("src/main"), folder.resolve("src/main"));
        Files.writeString(folder.resolve("settings.xml"), settings(packed(folder.resolve("packed")), Path.of(local)));

        String output = maven(folder);

        Assumptions.assumeFalse(output.contains("Could not transfer artifact") || output.contains("Unknown host"), "the registry can't be reached");
        assertThat(output).contains("BUILD SUCCESS");
        assertThat(folder.resolve("target/harbor-1.jar")).isNotEmptyFile();
    }

    /** A repository of what this build has packed. */
    private static Path packed(Path repository) throws IOException {
        for (Path pom : poms(ROOT.resolve("pom.xml"))) {
            String text = Files.readString(pom);
            Matcher artifact = ARTIFACT.matcher(text.replaceFirst("(?s)<parent>.*?</parent>", ""));
            assertThat(artifact.find()).as("an artifact in %s", pom).isTrue();
            String name = artifact.group(1) + "-0.1.0-SNAPSHOT";
            Path folder = Files.createDirectories(repository.resolve("io/github/palimpsest").resolve(artifact.group(1)).resolve("0.1.0-SNAPSHOT"));
            Files.copy(pom, folder.resolve(name + ".pom"));
            Path jar = pom.resolveSibling("target").resolve(name + ".jar");
            if (Files.exists(jar)) {
                Files.copy(jar, folder.resolve(name + ".jar"));
            }
        }
        return repository;
    }

    /** Of a module and its modules, as they are named: other modules may be built meanwhile, and what is in their folders comes and goes. */
    private static List<Path> poms(Path pom) throws IOException {
        List<Path> poms = new ArrayList<>(List.of(pom));
        Matcher module = MODULE.matcher(Files.readString(pom));
        while (module.find()) {
            poms.addAll(poms(pom.resolveSibling(module.group(1)).resolve("pom.xml")));
        }
        return poms;
    }

    private static String settings(Path... repositories) {
        var profile = new StringBuilder();
        for (String kind : List.of("repository", "pluginRepository")) {
            profile.append(kind.equals("repository") ? "<repositories>" : "<pluginRepositories>");
            for (int i = 0; i < repositories.length; i++) {
                profile.append("<%s><id>here%d</id><url>%s</url><snapshots><enabled>true</enabled></snapshots></%s>".formatted(kind, i, repositories[i].toUri(), kind));
            }
            profile.append(kind.equals("repository") ? "</repositories>" : "</pluginRepositories>");
        }
        return "<settings><localRepository>" + Path.of("target/documented-repository").toAbsolutePath() + "</localRepository>"
                + "<profiles><profile><id>here</id>" + profile + "</profile></profiles><activeProfiles><activeProfile>here</activeProfile></activeProfiles></settings>";
    }

    private static String maven(Path folder) throws Exception {
        Path log = folder.resolve("maven.log");
        var builder = new ProcessBuilder(System.getProperty("maven.program"), "-B", "-s", "settings.xml", "package").directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // a build of a few seconds: the second compiler's work is over before it pays
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        Process maven = builder.start();
        if (!maven.waitFor(6, TimeUnit.MINUTES)) {
            maven.destroyForcibly();
        }
        return Files.readString(log);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path target = to.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
