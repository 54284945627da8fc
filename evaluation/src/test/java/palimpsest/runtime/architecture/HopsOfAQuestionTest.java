package palimpsest.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.loop.RunQueue;

/** The hops that docs/architecture.md tells of are those of the code. */
@Tag("slow")
class HopsOfAQuestionTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d) \\| `([\\w.]+)` \\|");

    private final List<JavaClass> hops = hops();

    @Test
    void each_hop_refers_to_the_next_but_at_the_queue_where_both_sides_know_its_interface() {
        assertThat(hops).hasSize(9);
        for (int hop = 0; hop + 1 < hops.size(); hop++) {
            JavaClass from = hops.get(hop);
            JavaClass to = hops.get(hop + 1);
            if (!isQueue(from) && !isQueue(to)) {
                assertThat(refers(from, to)).as("%s to %s", from.getSimpleName(), to.getSimpleName()).isTrue();
            }
        }
        assertThat(hops.stream().filter(HopsOfAQuestionTest::isQueue)).hasSize(1);
        JavaClass runs = hops.get(2);
        assertThat(refers(runs, ArchitectureTest.HOUSE.get(RunQueue.class))).isTrue();
        assertThat(refers(hops.getFirst(), runs)).as("a question is queued by way of %s", runs.getSimpleName()).isTrue();
    }

    private static boolean isQueue(JavaClass hop) {
        return hop.isAssignableTo(RunQueue.class);
    }

    private static boolean refers(JavaClass from, JavaClass to) {
        return from.getDirectDependenciesFromSelf().stream().anyMatch(dependency -> dependency.getTargetClass().equals(to));
    }

    private static List<JavaClass> hops() {
        try {
            String page = Files.readString(Path.of("../docs/architecture.md"));
            String table = page.substring(page.indexOf("<!-- hops: begin -->"), page.indexOf("<!-- hops: end -->"));
            return ROW.matcher(table).results().map(row -> ArchitectureTest.HOUSE.get("palimpsest.runtime." + row.group(2))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
