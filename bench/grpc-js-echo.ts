/** The baseline of the benchmarks: a @grpc/grpc-js server that gives every request back, in a process of its own. */
import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';

const pass = (bytes: Buffer) => bytes;

const service: ServiceDefinition = {
  Echo: {
    path: '/bench.Echo/Echo',
    requestStream: false,
    responseStream: false,
    requestSerialize: pass,
    requestDeserialize: pass,
    responseSerialize: pass,
    responseDeserialize: pass,
  },
};

const handlers: UntypedServiceImplementation = {
  Echo: (call: { request: Buffer }, answer: (error: null, response: Buffer) => void) => answer(null, call.request),
};

const server = new Server({ 'grpc.enable_channelz': 0 });
server.addService(service, handlers);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    throw error;
  }
  process.stdout.write(`echo listens on 127.0.0.1:${port}\n`);
});
