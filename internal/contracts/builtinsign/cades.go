package builtinsign

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
)

// Names of RFC 5652 (CMS), RFC 5035 (the signing certificate), RFC 3161 (the time-stamp) and of the algorithms.
var (
	oidData               = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidTimeStamp          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidSHA256             = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidECDSAWithSHA256    = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidSHA256WithRSA      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
)

type (
	contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue `asn1:"optional,omitempty"` // [0] EXPLICIT
	}
	signedData struct {
		Version      int
		Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
		Content      contentInfo
		Certificates asn1.RawValue // [0] IMPLICIT SET OF Certificate
		Signers      []signerInfo  `asn1:"set"`
	}
	signerInfo struct {
		Version   int
		Signer    issuerAndSerial
		Digest    pkix.AlgorithmIdentifier
		Signed    asn1.RawValue // [0] IMPLICIT SET OF attribute
		Algorithm pkix.AlgorithmIdentifier
		Signature []byte
		Unsigned  []attribute `asn1:"set,tag:1,optional,omitempty"`
	}
	issuerAndSerial struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	attribute struct {
		Type   asn1.ObjectIdentifier
		Values []asn1.RawValue `asn1:"set"`
	}
	signingCertificate struct{ Certificates []certificateHash }
	certificateHash    struct{ Hash []byte } // ESSCertIDv2; SHA-256 is its default and therefore not named
)

// stamper asks for a time-stamp of a signature; nil: none.
type stamper func(ctx context.Context, signature []byte) (token []byte, err error)

// detached is the signature of a content that lies elsewhere, with the attributes of the PAdES baseline (ETSI EN 319 142-1,
// 6.3) and no other: the type, the digest and the signing certificate are signed; the time of signing is not among them
// (it stands in the PDF's own dictionary); the time-stamp, where there is one, makes B-T of B-B.
func detached(ctx context.Context, id Identity, digest []byte, stamp stamper) ([]byte, error) {
	leaf := sha256.Sum256(id.Chain[0].Raw)
	var signed []attribute
	for _, a := range []struct {
		name  asn1.ObjectIdentifier
		value any
	}{{oidContentType, oidData}, {oidMessageDigest, digest}, {oidSigningCertificate, signingCertificate{Certificates: []certificateHash{{Hash: leaf[:]}}}}} {
		der, err := asn1.Marshal(a.value)
		if err != nil {
			return nil, err
		}
		signed = append(signed, attribute{Type: a.name, Values: []asn1.RawValue{{FullBytes: der}}})
	}
	attributes, err := asn1.MarshalWithParams(signed, "set")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(attributes)
	signature, err := id.Key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	info := signerInfo{Version: 1, Signer: issuerAndSerial{Issuer: asn1.RawValue{FullBytes: id.Chain[0].RawIssuer}, Serial: id.Chain[0].SerialNumber},
		Digest: pkix.AlgorithmIdentifier{Algorithm: oidSHA256}, Signed: implicit(attributes), Algorithm: algorithm(id.Key), Signature: signature}
	if stamp != nil {
		token, err := stamp(ctx, signature)
		if err != nil {
			return nil, fmt.Errorf("time-stamp: %w", err)
		}
		info.Unsigned = []attribute{{Type: oidTimeStamp, Values: []asn1.RawValue{{FullBytes: token}}}}
	}
	return message(id, info)
}

// message wraps one signer's part with the certificates that lead to it.
func message(id Identity, info signerInfo) ([]byte, error) {
	var chain []asn1.RawValue
	for _, c := range id.Chain {
		chain = append(chain, asn1.RawValue{FullBytes: c.Raw})
	}
	certificates, err := asn1.MarshalWithParams(chain, "set")
	if err != nil {
		return nil, err
	}
	inner, err := asn1.Marshal(signedData{Version: 1, Digests: []pkix.AlgorithmIdentifier{{Algorithm: oidSHA256}}, Content: contentInfo{Type: oidData},
		Certificates: implicit(certificates), Signers: []signerInfo{info}})
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(contentInfo{Type: oidSignedData, Content: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: inner}})
}

// implicit gives a SET OF the tag [0] in the place of its own; what is signed has its own (RFC 5652, 5.4).
func implicit(set []byte) asn1.RawValue {
	tagged := append([]byte{0xA0}, set[1:]...)
	return asn1.RawValue{FullBytes: tagged}
}

func algorithm(key crypto.Signer) pkix.AlgorithmIdentifier {
	if _, ok := key.Public().(*rsa.PublicKey); ok {
		return pkix.AlgorithmIdentifier{Algorithm: oidSHA256WithRSA, Parameters: asn1.NullRawValue}
	}
	return pkix.AlgorithmIdentifier{Algorithm: oidECDSAWithSHA256}
}

var errLong = errors.New("the signature is longer than the place that was kept for it")
