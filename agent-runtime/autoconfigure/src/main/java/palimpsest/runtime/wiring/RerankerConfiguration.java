package palimpsest.runtime.wiring;

import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.rerank.PublishedHeads;
import palimpsest.memory.rerank.QRRanker;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.retrieve.RerankingWhenAvailable;

/** QRRanker, where what it runs on is on the class path. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = {"palimpsest.memory.rerank.QRRanker", "ai.onnxruntime.OrtSession", "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
    "ai.onnx.proto.OnnxMl"})
@EnableConfigurationProperties(RerankerProperties.class)
public class RerankerConfiguration {

    /** The profile is read at once, the model on first use. */
    @Bean
    @ConditionalOnMissingBean(Reranker.class)
    RerankingWhenAvailable reranker(RerankerProperties properties) {
        if (properties.model() != null && properties.profile() == null) {
            throw new ConfigurationMistake("palimpsest.reranker.model needs palimpsest.reranker.profile: fit one with ./palimpsest calibrate --model "
                    + properties.model() + ", or name the model whose published heads are used (" + PublishedHeads.known() + ").");
        }
        Optional<PublishedHeads> published = Optional.ofNullable(properties.profile()).flatMap(PublishedHeads::of);
        if (published.isPresent() && properties.model() == null) {
            throw new ConfigurationMistake("palimpsest.reranker.profile=" + published.get().model() + " needs palimpsest.reranker.model, the directory of that model as it was exported "
                    + "(docs/reranking.md says how).");
        }
        RerankProfile fitted = published.isPresent() ? null : profile(properties.profile());
        return new RerankingWhenAvailable(() -> {
            ModelFiles files = files(properties.model());
            RerankProfile profile = published.map(heads -> heads.profile(files)).orElse(fitted);
            QRRanker ranker = QRRanker.open(files, profile, properties.summary());
            FittedProfiles.tell("reranking by " + profile.heads().size() + " heads of " + profile.model(), profile.fittedOn(), profile.licence());
            return ranker;
        });
    }

    private static RerankProfile profile(String name) {
        try {
            return RerankProfile.named(name);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationMistake("palimpsest.reranker.profile: " + e.getMessage());
        }
    }

    private static ModelFiles files(Path directory) {
        return directory == null ? ModelFiles.bundled(RerankProfile.ENCODER) : ModelFiles.directory(directory);
    }
}
