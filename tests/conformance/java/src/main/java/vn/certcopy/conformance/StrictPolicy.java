package vn.certcopy.conformance;

import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.policy.EtsiValidationPolicyFactory;
import eu.europa.esig.dss.policy.ValidationPolicyFacade;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The policy that DSS ships, with every check on a changed document raised from a warning to a failure. */
final class StrictPolicy {
    private static final String DEFAULT = "/policy/constraint.xml";
    private static final List<String> RAISED = List.of(
        "StructuralValidation", "ByteRange", "ByteRangeCollision", "PdfSignatureDictionary", "PdfPageDifference",
        "PdfAnnotationOverlap", "PdfVisualDifference", "DocMDP", "FieldMDP", "SigFieldLock", "UndefinedChanges",
        "SigningCertificatePresent", "UnicitySigningCertificate", "SigningCertificateDigestAlgorithm",
        "IssuerSerialMatch", "EllipticCurveKeySize", "Coherence", "SupportedCriticalExtensions",
        "NameConstraints", "NotSelfSigned");

    private StrictPolicy() {
    }

    static ValidationPolicy load() throws Exception {
        DocumentBuilderFactory builders = DocumentBuilderFactory.newInstance();
        builders.setNamespaceAware(true);
        try (InputStream source = EtsiValidationPolicyFactory.class.getResourceAsStream(DEFAULT)) {
            Document policy = builders.newDocumentBuilder().parse(source);
            RAISED.forEach(name -> raise(policy, name));
            return ValidationPolicyFacade.newFacade().getValidationPolicy(new ByteArrayInputStream(bytes(policy)));
        }
    }

    private static void raise(Document policy, String constraint) {
        NodeList places = policy.getElementsByTagNameNS("*", constraint);
        if (places.getLength() == 0) {
            throw new IllegalStateException("the default policy of DSS no longer names " + constraint);
        }
        for (int i = 0; i < places.getLength(); i++) {
            ((Element) places.item(i)).setAttribute("Level", "FAIL");
        }
    }

    private static byte[] bytes(Document policy) throws Exception {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        TransformerFactory.newInstance().newTransformer().transform(new DOMSource(policy), new StreamResult(target));
        return target.toByteArray();
    }
}
