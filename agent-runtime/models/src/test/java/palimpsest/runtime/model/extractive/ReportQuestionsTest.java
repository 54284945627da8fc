package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import palimpsest.memory.language.FixedWords;

/** Annual reports: names that stand for each other, years above columns, measures that no row tells. */
class ReportQuestionsTest {

    private static final String REPORT = """
            Ormen Boats Inc.
            Consolidated Statements of Earnings

            (Millions)\t2022\t2021
            Net sales\t$ 840\t$ 790
            Cost of goods sold\t512\t470
            Gross profit\t328\t320

            Ormen Boats Inc.
            Consolidated Statements of Cash Flows

            (Millions)\t2022\t2021
            Purchases of property, plant and equipment\t$ (61)\t$ (48)
            Dividends paid\t(20)\t(19)

            The yard in Vardal was closed for the winter.
            """;

    private static String answer(String document, String question) {
        return new FakeRuntime().document("report.txt", document).ask(new ExtractiveChatModel(FakeRuntime::tokens), question).answer();
    }

    @Test
    void a_row_is_found_by_another_name_and_comes_with_the_years_of_its_columns() {
        String answer = answer(REPORT, "What was capex in FY2022? Please answer in millions, relying on the cash flow statement.");
        assertThat(FixedWords.onlyComesClose(answer)).as(answer).isFalse();
        assertThat(answer.lines().findFirst().orElse("")).contains("property, plant and equipment $ (61)");
        assertThat(answer).contains("(Millions) 2022 2021");
    }

    @Test
    void rows_that_a_ratio_is_worked_out_of_are_shown_and_nothing_is_claimed() {
        String answer = answer(REPORT, "Is the gross margin of Ormen Boats historically consistent?");
        assertThat(FixedWords.onlyComesClose(answer)).as(answer).isTrue();
        assertThat(answer).contains("I do not calculate", "Gross profit 328 320", "Net sales $ 840 $ 790", "(Millions) 2022 2021").doesNotContain("Vardal");
    }

    @Test
    void a_ratio_that_the_report_tells_is_no_calculation() {
        String answer = answer(REPORT + "\nThe gross margin of Ormen Boats was 39 percent in 2022.\n", "What was the gross margin of Ormen Boats in 2022?");
        assertThat(answer).startsWith("\"").contains("39 percent");
    }

    @Test
    void in_a_long_report_the_name_of_its_company_tells_little() {
        var report = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            report.append("Ormen Boats looks at item ").append(i).append(" of the yard's list every month, and tells the board of Ormen Boats what it found there and what it cost.\n\n");
        }
        report.insert(report.length() / 2, "In fiscal 2022, we acquired all of the outstanding shares of Vardal Sails, a maker of sails.\n\n");
        String answer = new FakeRuntime().document("ORMENBOATS_2022.txt", report.toString())
                .ask(new ExtractiveChatModel(FakeRuntime::tokens), "What are major acquisitions that Ormen Boats has done in FY2022?").answer();
        assertThat(answer).contains("Vardal Sails");
    }
}
