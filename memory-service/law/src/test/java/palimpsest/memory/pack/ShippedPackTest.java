package palimpsest.memory.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import palimpsest.memory.pack.law.ArticleId;
import palimpsest.memory.pack.law.HybridTextIndex.Meaning;
import palimpsest.memory.pack.law.Mention;
import palimpsest.memory.pack.procedure.ProcedureMove;
import palimpsest.memory.pack.procedure.ProcedureRules;
import palimpsest.memory.pack.procedure.ProcedureState;
import palimpsest.memory.pack.procedure.Stage;

/** The pack that is shipped as a template. */
class ShippedPackTest {

    private static final Pack PACK = PackReader.shipped("zumbrelia").orElseThrow();

    @Test
    void is_found_by_name_and_is_the_one_in_its_directory() {
        assertThat(PACK).isEqualTo(PackReader.read(Path.of("..", "..", "packs", "zumbrelia")));
        assertThat(PackReader.shipped("atlantis")).isEmpty();
        assertThat(PackReader.shipped("../zumbrelia")).isEmpty();
    }

    @Test
    void has_something_of_everything_and_says_that_it_is_fiction() {
        assertThat(PACK.title()).contains("fictional");
        assertThat(PACK.articles()).hasSizeGreaterThan(20);
        assertThat(PACK.charges()).allSatisfy(charge -> assertThat(charge.articles()).isNotEmpty());
        assertThat(PACK.cases()).extracting("type").contains("criminal", "civil");
        assertThat(PACK.procedure("Tide Court").orElseThrow().stages()).extracting(Stage::id)
                .containsExactly("opening", "instruction", "charge", "proof", "pleadings", "judgment");
        assertThat(PACK.templates()).isNotEmpty();
    }

    @Test
    void articles_are_found_in_texts_however_they_are_cited() {
        String text = "Article 7 of the Lantern Code and LANTERN  CODE, art. 12a; § 4 Ferry Act, Ferry Act of Zumbrelia 6. Not: the code 3, Lantern Code 99.";
        List<Mention> mentions = PACK.provisions().mentions(text);
        assertThat(mentions).filteredOn(Mention::exists).extracting(Mention::article).containsExactly(lantern("7"), lantern("12a"),
                new ArticleId("Ferry Act of Zumbrelia", "4"), new ArticleId("Ferry Act of Zumbrelia", "6"));
        assertThat(mentions).filteredOn(mention -> !mention.exists()).extracting(Mention::article).containsExactly(lantern("99"));
        assertThat(mentions).allSatisfy(mention -> assertThat(text.substring(mention.start(), mention.end())).contains(mention.article().number()));
    }

    @Test
    void a_pack_needs_no_law_and_its_procedure_and_form_are_kept() {
        var library = new PackLibrary(PackReader.shipped("laboratory").orElseThrow(), Meaning.NONE);
        assertThat(library.pack().laws()).isEmpty();
        assertThat(library.articles().rank("anything", 3)).isEmpty();
        assertThat(library.provisions().mentions("Lantern Code 7")).isEmpty();
        ProcedureRules rules = library.rules("specimen examination").orElseThrow();
        assertThat(rules.judge(ProcedureState.START, new ProcedureMove("run-control", "technician", "The control runs.")).allowed()).as("before reception").isFalse();
        assertThat(rules.judge(ProcedureState.START, new ProcedureMove("check-label", "technician", "It looks right.")).allowed()).as("did not ask").isFalse();
        assertThat(rules.judge(ProcedureState.START, new ProcedureMove("check-label", "technician", "Which number is on this label?")).allowed()).isTrue();
        var report = library.pack().template("laboratory report").orElseThrow();
        assertThat(library.formats().check(report, "Specimen: 17\nReceived: 2031-05-04\nTemperature: 6\nResult: negative\nReleased by: Dr Orla Finch")).isEmpty();
        assertThat(library.formats().check(report, "Specimen: 17\nReceived: today\nResult: fine\nReleased by: Dr Orla Finch")).extracting("field")
                .containsExactlyInAnyOrder("Received", "Temperature", "Result");
    }

    @Test
    void the_sample_of_a_chinese_trial_says_that_it_is_one_and_goes_through_to_its_end() {
        var library = new PackLibrary(PackReader.shipped("criminal-trial-cn").orElseThrow(), Meaning.NONE);
        assertThat(library.pack().title()).contains("示例", "不构成法律意见");
        ProcedureRules rules = library.rules("刑事第一审").orElseThrow();
        List<ProcedureMove> moves = List.of(new ProcedureMove("verify-parties", "审判长", "现在开庭。"), new ProcedureMove("announce-panel", "审判长", "合议庭由三人组成。"),
                new ProcedureMove("right-to-challenge", "审判长", "被告人，你是否申请回避？"), new ProcedureMove("right-to-defence", "审判长", "你有权自行辩护。"), new ProcedureMove("read-indictment", "公诉人", "起诉书指控……"),
                new ProcedureMove("statement-accused", "被告人", "我没有异议。"), new ProcedureMove("examine-accused", "公诉人", "你几点到的？"), new ProcedureMove("present-evidence", "公诉人", "出示鉴定意见。"),
                new ProcedureMove("hear-opinions-on-evidence", "审判长", "辩护人对该证据有无异议？"), new ProcedureMove("speech-prosecutor", "公诉人", "应当依法惩处。"), new ProcedureMove("speech-defence", "辩护人", "请求从轻处罚。"),
                new ProcedureMove("last-statement", "被告人", "我认罪。"), new ProcedureMove("deliberate", "合议庭", "评议。"), new ProcedureMove("pronounce", "审判长", "判决如下。"));
        var state = ProcedureState.START;
        for (ProcedureMove move : moves) {
            if (move.act().equals("deliberate") || move.act().equals("speech-prosecutor")) {
                assertThat(rules.judge(state, new ProcedureMove("pronounce", "审判长", "判决如下。")).allowed()).isFalse();
            }
            var ruling = rules.judge(state, move);
            assertThat(ruling.violations()).as(move.act()).isEmpty();
            state = ruling.state();
        }
        assertThat(rules.missing(state)).isEmpty();
        var asked = rules.judge(ProcedureState.START.with("opening", "verify-parties").with("opening", "announce-panel"), new ProcedureMove("right-to-challenge", "审判长", "你有权回避。"));
        assertThat(asked.violations()).as("was not asked").isNotEmpty();
        String judgment = "人民法院：某市某区人民法院\n案号：（2024）某0101刑初1号\n公诉机关：某区人民检察院\n被告人：张某，男\n指控：公诉机关指控被告人张某于夜间入户盗窃手机一部\n"
                + "审理查明：被告人张某于二〇二四年一月二日夜间进入李某住处，窃得手机一部，价值三千元\n证据：手机照片、价格认定书、被害人陈述\n本院认为：被告人张某以非法占有为目的，入户盗窃，其行为已构成盗窃罪\n"
                + "适用条文：《刑法》第二百六十四条\n判决结果：有罪，有期徒刑六个月\n上诉：十日内向某市中级人民法院提出\n日期：二〇二四年五月一日";
        var template = library.pack().template("刑事判决书").orElseThrow();
        assertThat(library.formats().check(template, judgment)).isEmpty();
        assertThat(library.formats().check(template, judgment.replace("上诉：十日内向某市中级人民法院提出\n", "").replace("二〇二四年五月一日", "近日"))).extracting("field").containsExactlyInAnyOrder("上诉", "日期");
    }

    private static ArticleId lantern(String number) {
        return new ArticleId("Lantern Code of Zumbrelia", number);
    }
}
