package palimpsest.runtime.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

class TextLogTest {

    @Test
    void a_line_carries_the_ids_that_there_are_and_no_brackets_without() throws IOException {
        assertThat(line(Map.of("run.id", "r1", "tenant", "harbor"))).isEqualTo("[run.id=r1, tenant=harbor] It began");
        assertThat(line(Map.of("request.id", "q7"))).isEqualTo("[request.id=q7] It began");
        assertThat(line(Map.of())).isEqualTo("It began");
    }

    private static String line(Map<String, String> ids) throws IOException {
        Object correlation = new YamlPropertySourceLoader().load("application", new ClassPathResource("palimpsest/application.yml")).getFirst()
                .getProperty("logging.pattern.correlation");
        var context = new LoggerContext();
        var layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(correlation + "%m");
        layout.start();
        var event = new LoggingEvent(TextLogTest.class.getName(), context.getLogger("palimpsest"), Level.WARN, "It began", null, null);
        event.setMDCPropertyMap(new TreeMap<>(ids));
        return layout.doLayout(event);
    }
}
