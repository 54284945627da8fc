package palimpsest.memory.pack.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import palimpsest.memory.pack.Pack;
import palimpsest.memory.pack.PackReader;
import palimpsest.memory.pack.document.FormatFault.Kind;

class FormatCheckTest {

    private static final Pack PACK = PackReader.shipped("zumbrelia").orElseThrow();
    private static final FormatCheck CHECK = new FormatCheck(text -> !PACK.provisions().cited(text).isEmpty());
    private static final DocumentTemplate JUDGMENT = PACK.template("judgment").orElseThrow();
    private static final String GOOD = """
            # Judgment

            Court: tide court of Gull Stairs
            **Date:** 4 May 612
            Accused: Odo Brackwater
            Charge: lantern theft

            ## Facts found
            He took the lantern of Gull Stairs home and hung it up.
            Articles applied: Lantern Code 7
            Punishment: eighty (80) nights
            Outcome: Convicted.
            Appeal: to the High Tide Bench within nine days
            """;

    private static List<String> faults(String document) {
        return CHECK.check(JUDGMENT, document).stream().map(fault -> fault.field() + " " + fault.kind()).toList();
    }

    @Test
    void a_document_with_all_its_fields_has_no_fault() {
        assertThat(faults(GOOD)).isEmpty();
    }

    @Test
    void a_missing_or_empty_field_is_found() {
        assertThat(faults(GOOD.replace("Charge: lantern theft\n", ""))).containsExactly("Charge MISSING");
        assertThat(faults(GOOD.replace("Charge: lantern theft", "Charge:"))).containsExactly("Charge EMPTY");
        assertThat(faults("")).hasSize(JUDGMENT.fields().size());
    }

    @Test
    void content_of_the_wrong_kind_is_found() {
        assertThat(faults(GOOD.replace("4 May 612", "a rainy day"))).containsExactly("Date WRONG_KIND");
        assertThat(faults(GOOD.replace("Lantern Code 7", "Lantern Code 77"))).containsExactly("Articles applied WRONG_KIND");
        assertThat(faults(GOOD.replace("eighty (80) nights", "some nights"))).containsExactly("Punishment WRONG_KIND");
        assertThat(faults(GOOD.replace("Convicted", "Perhaps"))).containsExactly("Outcome WRONG_KIND");
        assertThat(faults(GOOD.replace("took the lantern of Gull Stairs home and hung", "had"))).containsExactly("Facts found TOO_SHORT");
    }

    @Test
    void fields_out_of_order_are_found() {
        assertThat(faults(GOOD.replace("Accused: Odo Brackwater\n", "") + "Accused: Odo Brackwater\n")).singleElement().asString().isEqualTo("Accused OUT_OF_ORDER");
    }

    @Test
    void a_document_may_be_given_by_its_fields() {
        assertThat(CHECK.check(PACK.template("defence").orElseThrow(), Map.of("accused", "Odo", "Answer to the charge", "denied"))).singleElement()
                .satisfies(fault -> assertThat(fault.kind()).isEqualTo(Kind.MISSING));
    }
}
