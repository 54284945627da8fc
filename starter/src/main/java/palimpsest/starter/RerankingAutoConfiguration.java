package palimpsest.starter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import palimpsest.runtime.wiring.RerankerConfiguration;

/** QRRanker, where its libraries are on the class path. {@code palimpsest.reranker.*}; a {@code Reranker} is replaceable. */
@AutoConfiguration(before = PalimpsestAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = {"palimpsest.enabled", "palimpsest.reranking.enabled"}, matchIfMissing = true)
@ConditionalOnClass(name = {"palimpsest.memory.rerank.QRRanker", "ai.onnxruntime.OrtSession"})
public class RerankingAutoConfiguration {

    @Bean
    EnginePart rerankingPart() {
        return EnginePart.of("palimpsest.reranking", RerankerConfiguration.class);
    }
}
