package palimpsest.evaluation.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;

class FittedFiguresTest {

    @Test
    void each_thing_that_was_weighed_has_a_line_and_each_gain_its_interval() {
        var figures = new LinkedHashMap<String, Double>();
        figures.put("questions", 883.0);
        for (String what : new String[] {"hybrid ", "heads alone ", ""}) {
            figures.put(what + "recall@1", what.length() / 100.0);
            figures.put(what + "mrr", 0.5 + what.length() / 100.0);
        }
        figures.put("mrr that heads add", 0.0177);
        figures.put("mrr that heads add, 95 % from", -0.0068);
        figures.put("mrr that heads add, 95 % to", 0.0293);
        assertThat(FittedFigures.table(figures).lines().map(line -> line.replaceAll(" +", " ").strip())).containsExactly(
                "recall@1 mrr", "hybrid 0.070 0.570", "heads alone 0.120 0.620", "all 0.000 0.500", "mrr that heads add 0.018 (-0.007 to 0.029)");
    }
}
