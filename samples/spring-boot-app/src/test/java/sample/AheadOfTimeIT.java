package sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;
import palimpsest.memory.testing.TestDatabase;

/** The sample as a process of its own, from what {@code spring-boot:process-aot} writes down of it, and from an AOT cache of the JVM. */
class AheadOfTimeIT {

    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");

    @TempDir
    private Path folder;
    private String path;

    /** What the goal does: Boot's processor, and the compiler over what it wrote. */
    @BeforeEach
    void process() throws Exception {
        String plain = jarred(Path.of("target/classes").toAbsolutePath() + File.pathSeparator + Files.readString(Path.of("target/classpath")).strip());
        Path sources = folder.resolve("sources");
        Path classes = folder.resolve("classes");
        run(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", plain, "org.springframework.boot.SpringApplicationAotProcessor", "sample.HarborApplication", sources.toString(), classes.toString(),
                classes.toString(), "sample", "harbor"));
        try (Stream<Path> written = Files.walk(sources)) {
            var options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-cp", plain + File.pathSeparator + classes, "-d", classes.toString()));
            written.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(options::add);
            assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new))).isZero();
        }
        path = jarred(classes + File.pathSeparator + plain);
    }

    @Test
    void it_answers_from_beans_that_were_written_down_ahead_of_time_and_from_an_aot_cache() throws Exception {
        assertThat(answer("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")).contains("Wilma Krull");

        Assumptions.assumeTrue(Runtime.version().feature() >= 25, "AOT caches are made in one step from Java 25 on");
        Path cache = folder.resolve("harbor.aot");
        answer("-XX:AOTCacheOutput=" + cache);
        assertThat(cache).isNotEmptyFile();
        assertThat(answer("-XX:AOTCache=" + cache, "-XX:AOTMode=on")).contains("Wilma Krull");
    }

    private String answer(String... options) throws Exception {
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-Dspring.aot.enabled=true", "-cp", path, "sample.HarborApplication", "Who is the harbor master?",
                "--palimpsest.database.url=" + TestDatabase.shared().jdbcUrl(), "--palimpsest.default-model=extractive",
                "--harbor.documents=" + new ClassPathResource("harbor").getFile()));
        return run(arguments);
    }

    private String run(List<String> arguments) throws Exception {
        Path output = folder.resolve("output");
        var command = new ArrayList<>(List.of(JDK.resolve("java").toString()));
        command.addAll(arguments);
        int status = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
        String said = Files.readString(output);
        assertThat(status).as(said).isZero();
        return said;
    }

    /** With each folder packed: an AOT cache holds classes of jars only. */
    private String jarred(String entries) throws Exception {
        var packed = new ArrayList<String>();
        for (String entry : entries.split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(entry))) {
                Path jar = folder.resolve(packed.size() + "-" + Path.of(entry).getParent().getFileName() + ".jar");
                assertThat(new ProcessBuilder(JDK.resolve("jar").toString(), "cf", jar.toString(), "-C", entry, ".").start().waitFor()).isZero();
                packed.add(jar.toString());
            } else {
                packed.add(entry);
            }
        }
        return String.join(File.pathSeparator, packed);
    }
}
