package palimpsest.memory.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import palimpsest.memory.pack.law.ArticleId;
import palimpsest.memory.pack.law.Mention;
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

    private static ArticleId lantern(String number) {
        return new ArticleId("Lantern Code of Zumbrelia", number);
    }
}
