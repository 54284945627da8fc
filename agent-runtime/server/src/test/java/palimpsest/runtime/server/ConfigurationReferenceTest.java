package palimpsest.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {

    private static final Path PAGE = Path.of("../../docs/configuration.md");
    private static final String BEGIN = "<!-- generated: begin -->\n";
    private static final String END = "<!-- generated: end -->";
    private static final String REFRESH = "./mvnw -q -pl agent-runtime/server -am test -Dtest=ConfigurationReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.refresh";

    @Test
    void every_property_has_a_description() throws IOException {
        assertThat(new ConfigurationReference().rows()).hasSizeGreaterThan(60).allSatisfy((name, row) -> assertThat(row.description()).as(name).isNotBlank());
    }

    @Test
    void values_of_maps_are_described_too() throws IOException {
        var rows = new ConfigurationReference().rows();
        assertThat(rows.get("palimpsest.models.NAME.circuit.failures").usual()).isEqualTo("5");
        assertThat(rows.get("palimpsest.models.NAME.base-url").description()).startsWith("endpoint, such as `http://127.0.0.1:8000/v1`");
    }

    @Test
    void the_page_is_as_the_properties_are() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String table = new ConfigurationReference().table();
        if (System.getProperty("docs.refresh") != null) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).as("docs/configuration.md is stale; refresh it by: " + REFRESH).isEqualTo(table);
        }
    }
}
