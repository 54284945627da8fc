package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import palimpsest.memory.text.Thesaurus.Found;

class ThesaurusTest {

    private final Thesaurus thesaurus = Thesaurus.shared();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "How high was Holm's capex? | capex | purchases of property plant and equipment",
            "Show the P&L. | P&L | statements of operations",
            "What were Capital Expenditures? | Capital Expenditures | additions to property and equipment",
            "Which buybacks were made? | buybacks | share repurchase program",
            "Net sales in FY22 | FY22 | fiscal 2022",
            "Net sales in fiscal year 2022 | fiscal year 2022 | 2022"})
    void a_name_has_the_others_of_its_thing(String text, String name, String other) {
        assertThat(thesaurus.in(text)).anySatisfy(found -> {
            assertThat(text.substring(found.start(), found.end())).isEqualTo(name);
            assertThat(found.same()).contains(other);
        });
    }

    @Test
    void the_longest_name_counts_and_a_part_of_a_word_is_none() {
        assertThat(thesaurus.in("cost of goods sold").stream().map(Found::end)).containsExactly(18);
        assertThat(thesaurus.in("The cashier of the ebitten festival")).isEmpty();
    }

    @Test
    void a_ratio_has_what_it_is_worked_out_of() {
        Found found = thesaurus.in("Are gross margins stable?").getFirst();
        assertThat(found.inputs()).anySatisfy(input -> assertThat(input).contains("net sales")).anySatisfy(input -> assertThat(input).contains("cogs"));
        assertThat(thesaurus.in("What was revenue?").getFirst().inputs()).isEmpty();
    }

    @Test
    void names_are_compared_without_case_and_plural() {
        List<String> told = Thesaurus.words("Total Inventories, net (note 3)");
        assertThat(Thesaurus.name("inventory").isIn(told)).isTrue();
        assertThat(Thesaurus.name("net inventory").isIn(told)).isFalse();
    }
}
