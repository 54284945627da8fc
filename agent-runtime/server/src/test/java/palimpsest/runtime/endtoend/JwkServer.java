package palimpsest.runtime.endtoend;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/** An identity provider on loopback: serves its keys and signs tokens with them. */
final class JwkServer implements AutoCloseable {

    static final String ISSUER = "https://issuer.test";

    private final RSAKey key;
    private final HttpServer server;

    JwkServer() throws JOSEException, IOException {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        server.createContext("/jwks", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
    }

    String token(Instant expires, String issuer, Map<String, ?> claims) throws JOSEException {
        return signed(key, expires, issuer, claims);
    }

    /** Signed by a key that the provider does not have, under the id of one that it has. */
    String forged(Instant expires, Map<String, ?> claims) throws JOSEException {
        return signed(new RSAKeyGenerator(2048).keyID("k1").generate(), expires, ISSUER, claims);
    }

    private static String signed(RSAKey key, Instant expires, String issuer, Map<String, ?> claims) throws JOSEException {
        var set = new JWTClaimsSet.Builder().issuer(issuer).subject("olga").expirationTime(Date.from(expires));
        claims.forEach(set::claim);
        var token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), set.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
