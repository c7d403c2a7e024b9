"""A client with nothing but server reflection, as a stranger in another language would write it.

Usage: reflection_client.py HOST:PORT OPERATOR_KEY_FILE

It asks the server what it serves, builds every message from the descriptors that come back, makes a
partner and a member, earns, and reads the balance. No generated code; exits with 77 when the
libraries are not installed.
"""

import sys

try:
  import grpc
  from google.protobuf import descriptor_pb2
  from google.protobuf import descriptor_pool
  from google.protobuf import json_format
  from google.protobuf import message_factory
except ImportError:
  sys.exit(77)

REFLECTION = '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo'
SERVICES = {
    'coalition.v1.MemberService', 'coalition.v1.PartnerService', 'coalition.v1.PointsService',
    'coalition.v1.ReportingService', 'coalition.v1.SettlementService', 'grpc.health.v1.Health',
    'grpc.reflection.v1alpha.ServerReflection'
}
FieldProto = descriptor_pb2.FieldDescriptorProto


def reflection_file():
  """The part of reflection.proto that this client needs, written down by hand."""
  file = descriptor_pb2.FileDescriptorProto(
      name='reflection_by_hand.proto', package='by_hand', syntax='proto3')

  def add(name, fields):
    message = file.message_type.add(name=name)
    for number, (field, kind, repeated) in sorted(fields.items()):
      added = message.field.add(name=field, number=number)
      added.label = FieldProto.LABEL_REPEATED if repeated else FieldProto.LABEL_OPTIONAL
      if kind in ('string', 'bytes', 'int32'):
        added.type = getattr(FieldProto, 'TYPE_' + kind.upper())
      else:
        added.type = FieldProto.TYPE_MESSAGE
        added.type_name = '.by_hand.' + kind

  add('Request', {
      3: ('file_by_filename', 'string', False),
      4: ('file_containing_symbol', 'string', False),
      7: ('list_services', 'string', False)
  })
  add('Files', {1: ('file_descriptor_proto', 'bytes', True)})
  add('Service', {1: ('name', 'string', False)})
  add('Services', {1: ('service', 'Service', True)})
  add('Error', {1: ('error_code', 'int32', False), 2: ('error_message', 'string', False)})
  add('Response', {
      4: ('file_descriptor_response', 'Files', False),
      6: ('list_services_response', 'Services', False),
      7: ('error_response', 'Error', False)
  })
  return file


class Network:
  """What a server says of itself, and calls to it."""

  def __init__(self, channel, key):
    self._channel = channel
    self._metadata = (('authorization', 'Bearer ' + key),)
    self._pool = descriptor_pool.DescriptorPool()
    by_hand = descriptor_pool.DescriptorPool()
    by_hand.Add(reflection_file())
    factory = message_factory.MessageFactory(by_hand)
    self._request = factory.GetPrototype(by_hand.FindMessageTypeByName('by_hand.Request'))
    self._response = factory.GetPrototype(by_hand.FindMessageTypeByName('by_hand.Response'))
    self._factory = message_factory.MessageFactory(self._pool)
    self._known = set()

  def _reflect(self, **question):
    call = self._channel.stream_stream(
        REFLECTION,
        request_serializer=self._request.SerializeToString,
        response_deserializer=self._response.FromString)
    answer = next(call(iter([self._request(**question)])))
    if answer.HasField('error_response'):
      raise RuntimeError('%s: %s' % (question, answer.error_response.error_message))
    return answer

  def services(self):
    answer = self._reflect(list_services='*')
    return {service.name for service in answer.list_services_response.service}

  def learn(self, **question):
    """Adds the file with a symbol, or of a name, after the files that it imports."""
    for serialized in self._reflect(**question).file_descriptor_response.file_descriptor_proto:
      file = descriptor_pb2.FileDescriptorProto.FromString(serialized)
      if file.name in self._known:
        continue
      self._known.add(file.name)
      for imported in file.dependency:
        if imported not in self._known:
          self.learn(file_by_filename=imported)
      self._pool.Add(file)

  def call(self, service, method, **request):
    described = self._pool.FindServiceByName('coalition.v1.' + service).methods_by_name[method]
    request_type = self._factory.GetPrototype(described.input_type)
    response_type = self._factory.GetPrototype(described.output_type)
    unary = self._channel.unary_unary(
        '/%s/%s' % (described.containing_service.full_name, method),
        request_serializer=request_type.SerializeToString,
        response_deserializer=response_type.FromString)
    answer = unary(
        json_format.ParseDict(request, request_type()), metadata=self._metadata, timeout=30)
    return json_format.MessageToDict(answer, preserving_proto_field_name=True)


def expect(actual, expected, what):
  if actual != expected:
    sys.exit('%s: %r instead of %r' % (what, actual, expected))


def main(address, key_file):
  with open(key_file, encoding='ascii') as file:
    key = file.read().strip()
  with grpc.insecure_channel(address) as channel:
    network = Network(channel, key)
    services = network.services()
    expect(services, SERVICES, 'services')
    for service in sorted(services - {'grpc.reflection.v1alpha.ServerReflection'}):
      network.learn(file_containing_symbol=service)

    one = {'numerator': 1, 'denominator': 1}
    network.call('PartnerService', 'CreatePartner', request_id='1', partner_id='nike',
                 display_name='Nike', settlement_currency='GBP')
    network.call('PartnerService', 'SetExchangeRate', request_id='2',
                 exchange_rate={'partner_id': 'nike', 'earn': {'numerator': 2, 'denominator': 1},
                                'burn': one})
    network.call('PartnerService', 'SetTerms', request_id='3',
                 terms={'partner_id': 'nike', 'charge': 'CHARGE_ON_ISSUE',
                        'issue_price_micros': '10000000'})
    identifier = {'partner_id': 'nike', 'kind': 'card', 'value': '4711'}
    network.call('MemberService', 'EnrollMember', request_id='4', partner_id='nike',
                 identifiers=[identifier])
    earn = dict(request_id='5', partner_id='nike', member={'identifier': identifier},
                partner_points=21)
    earned = network.call('PointsService', 'Earn', **earn)
    expect(earned['receipt']['transaction']['points'], '42', 'points earned')
    again = network.call('PointsService', 'Earn', **earn)
    expect(again['receipt']['replayed'], True, 'replayed')
    balance = network.call('PointsService', 'GetBalance', member={'identifier': identifier})
    expect(balance['balances'][0]['available'], '42', 'available')
    try:
      network.call('PointsService', 'Burn', request_id='6', partner_id='nike',
                   member={'identifier': identifier}, points=43)
      sys.exit('a burn of more than there is went through')
    except grpc.RpcError as error:
      expect(error.code(), grpc.StatusCode.FAILED_PRECONDITION, 'code')
      details = dict(error.trailing_metadata())['grpc-status-details-bin']
      expect(b'INSUFFICIENT_POINTS' in details, True, 'reason')
    print('earned and read 42 points by reflection alone')


if __name__ == '__main__':
  main(sys.argv[1], sys.argv[2])
