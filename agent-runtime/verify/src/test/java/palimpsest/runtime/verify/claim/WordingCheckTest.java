package palimpsest.runtime.verify.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.checks.CheckingVerifier;

class WordingCheckTest {

    private static final TextFacts FACTS = TextFacts.of("harbour.txt", List.of("The lighthouse of Ansel was built by Wilma Krull in March 1874 and is 41 metres high. ",
            "Osgood Finch repaired the lighthouse in June 1901, but he did not repaint it. ", "灯塔由魏玛·克鲁尔于一八七四年三月建成，高四十一米，任何人不得遮挡。奥斯古德·芬奇在后来修理了它。"), "Who built it?");

    private static List<Finding> failed(String note) {
        return new CheckingVerifier(List.of(new WordingCheck()), VerificationBudget.Limits.DEFAULT).verify(new Subject.NoteWriting("note", "fact", "", note), FACTS).findings();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The lighthouse of Ansel was not built by Wilma Krull in March 1874 and is 41 metres high. | does not deny
            Osgood Finch repaired the lighthouse in June 1901, but he did repaint it.                 | denies this
            The lighthouse of Ansel was built by Osgood Finch in March 1874 and is 41 metres high.    | Osgood Finch
            The lighthouse of Ansel was built by Wilma Krull in June 1874 and is 41 metres high.      | March
            The lighthouse of Ansel was built by Wilma Krull in March 1874 and is 47 metres high.     | 47
            The lighthouse of Ansel was built by Wilma Krull in March 1874 and is 41 feet high.       | feet
            The “lighthouse” of Ansel was built by Wilma Krull in June 1874 and is 41 metres high.    | March
            灯塔由奥斯古德·芬奇于一八七四年三月建成，高四十一米，任何人不得遮挡。 | 奥斯古德芬奇
            灯塔由魏玛·克鲁尔于一八七四年三月建成，高五十一米，任何人不得遮挡。   | 五十一
            灯塔由魏玛·克鲁尔于一八七四年三月建成，高四十一米，任何人得遮挡。     | denies this
            """)
    void what_differs_from_its_source_in_a_word_that_counts_is_found(String note, String evidence) {
        assertThat(failed(note)).singleElement().satisfies(finding -> assertThat(finding.evidence()).contains(evidence));
    }

    @ParameterizedTest
    @ValueSource(strings = {"The lighthouse of Ansel was built by Wilma Krull in March 1874 and is 41 metres high.", "The lighthouse of Ansel was built by Wilma Krull.",
        "The lighthouse of Ansel was put up by Wilma Krull in March 1874 and is 41 metres high.", "Wilma Krull had it built; later another man took care of repairs and the paint.",
        "灯塔由魏玛·克鲁尔于一八七四年三月建成，高四十一米。", "“The lighthouse of Ansel was not built by Wilma Krull in March 1874”"})
    void what_leaves_out_or_words_freely_passes_and_quotations_are_another_checks(String note) {
        assertThat(failed(note)).isEmpty();
    }

    @Test
    void notes_that_are_json_are_read_by_their_texts() {
        assertThat(failed("{\"fact\": \"The lighthouse of Ansel was built by Osgood Finch in March 1874 and is 41 metres high.\"}")).hasSize(1);
    }
}
