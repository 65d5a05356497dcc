// The lab's certificates: OpenSSL (through Node) accepts their chain, names and keys.
import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { newAuthority } from './certificates.ts';

describe('certificates of the lab', () => {
  const authority = newAuthority(Date.now());
  const many = Array.from({ length: 40 }, (_, n) => `kafka-${n}.paris.lab`);
  const broker = authority.issue('broker', ['localhost', ...many]);

  it('are signed by the authority, for their hosts, with their key', () => {
    const certificate = new X509Certificate(broker.certificate);
    const root = new X509Certificate(authority.certificate);

    assert.equal(root.ca, true);
    assert.equal(certificate.ca, false);
    assert.equal(certificate.verify(root.publicKey), true);
    assert.equal(certificate.checkIssued(root), true);
    assert.equal(certificate.checkHost('kafka-39.paris.lab'), 'kafka-39.paris.lab');
    assert.equal(certificate.checkHost('kafka-40.paris.lab'), undefined);
    assert.equal(certificate.checkPrivateKey(createPrivateKey(broker.key)), true);
    assert.equal(certificate.subject, 'CN=broker');
  });

  it('carry a TLS connection with host name verification and client certificates', async () => {
    const admin = authority.issue('admin', []);
    const server = createServer({
      cert: broker.certificate,
      key: broker.key,
      ca: authority.certificate,
      requestCert: true,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const seen = new Promise<string>((resolve) => {
      server.on('secureConnection', (socket) => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.end();
      });
    });
    const { port } = server.address() as AddressInfo;
    const socket = connect({
      host: '127.0.0.1',
      servername: 'localhost',
      port,
      ca: authority.certificate,
      cert: admin.certificate,
      key: admin.key,
    });
    await new Promise((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    });

    assert.equal(socket.authorized, true);
    assert.equal(await seen, 'admin');
    socket.destroy();
    server.close();
  });
});
