package palimpsest.memory.embed;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Embeds texts in Chinese by one model and all others by another. Each has a part of its own of a wider vector, whose other part is zero, so that texts of the two
 * models have a cosine of 0 and are compared by their words alone.
 */
final class TwoLanguages implements EmbeddingModel {

    /** A Chinese text may name things in other letters. */
    private static final int ONE_OF = 4;

    private final EmbeddingModel other;
    private final EmbeddingModel chinese;

    TwoLanguages(EmbeddingModel other, EmbeddingModel chinese) {
        this.other = other;
        this.chinese = chinese;
    }

    /** Whether at least a quarter of the letters are Chinese characters. */
    static boolean isChinese(String text) {
        long letters = text.codePoints().filter(Character::isLetter).count();
        return letters > 0 && ONE_OF * text.codePoints().filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN).count() >= letters;
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        List<Embedding> vectors = new ArrayList<>(segments.stream().map(segment -> (Embedding) null).toList());
        embed(segments, false, vectors);
        embed(segments, true, vectors);
        return Response.from(vectors);
    }

    /** Fills in the vectors of the texts of one of the two models. */
    private void embed(List<TextSegment> segments, boolean inChinese, List<Embedding> into) {
        int[] places = IntStream.range(0, segments.size()).filter(i -> isChinese(segments.get(i).text()) == inChinese).toArray();
        if (places.length == 0) {
            return;
        }
        int width = dimension();
        int from = inChinese ? other.dimension() : 0;
        List<Embedding> own = (inChinese ? chinese : other).embedAll(IntStream.of(places).mapToObj(segments::get).toList()).content();
        for (int i = 0; i < places.length; i++) {
            float[] vector = own.get(i).vector();
            float[] wide = new float[width];
            System.arraycopy(vector, 0, wide, from, vector.length);
            into.set(places[i], Embedding.from(wide));
        }
    }

    @Override
    public int dimension() {
        return other.dimension() + chinese.dimension();
    }

    @Override
    public String modelName() {
        return EmbeddingModels.BGE_SMALL_EN_ZH;
    }
}
