// Made by `npm run protocol` from proto/; change that and run it again.
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["pocketmq"] || ($protobuf.roots["pocketmq"] = {});

const apache = $root.apache = (() => {

	const apache = {};

	apache.rocketmq = (function() {

		const rocketmq = {};

		rocketmq.v2 = (function() {

			const v2 = {};

			v2.TransactionResolution = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "TRANSACTION_RESOLUTION_UNSPECIFIED"] = 0;
				values[valuesById[1] = "COMMIT"] = 1;
				values[valuesById[2] = "ROLLBACK"] = 2;
				return values;
			})();

			v2.TransactionSource = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "SOURCE_UNSPECIFIED"] = 0;
				values[valuesById[1] = "SOURCE_CLIENT"] = 1;
				values[valuesById[2] = "SOURCE_SERVER_CHECK"] = 2;
				return values;
			})();

			v2.Permission = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "PERMISSION_UNSPECIFIED"] = 0;
				values[valuesById[1] = "NONE"] = 1;
				values[valuesById[2] = "READ"] = 2;
				values[valuesById[3] = "WRITE"] = 3;
				values[valuesById[4] = "READ_WRITE"] = 4;
				return values;
			})();

			v2.FilterType = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "FILTER_TYPE_UNSPECIFIED"] = 0;
				values[valuesById[1] = "TAG"] = 1;
				values[valuesById[2] = "SQL"] = 2;
				return values;
			})();

			v2.FilterExpression = (function() {

				const FilterExpression = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				FilterExpression.prototype.type = 0;
				FilterExpression.prototype.expression = "";

				FilterExpression.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
						writer.uint32(8).int32(message.type);
					if (message.expression != null && $Object.hasOwnProperty.call(message, "expression") && message.expression !== "")
						writer.uint32(18).string(message.expression);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				FilterExpression.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.FilterExpression();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.type = value;
								else
									delete message.type;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.expression = value;
								else
									delete message.expression;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return FilterExpression;
			})();

			v2.RetryPolicy = (function() {

				const RetryPolicy = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				RetryPolicy.prototype.maxAttempts = 0;
				RetryPolicy.prototype.exponentialBackoff = null;
				RetryPolicy.prototype.customizedBackoff = null;

				let $oneOfFields;

				$Object.defineProperty(RetryPolicy.prototype, "strategy", {
					get: $util.oneOfGetter($oneOfFields = ["exponentialBackoff", "customizedBackoff"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				RetryPolicy.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.maxAttempts != null && $Object.hasOwnProperty.call(message, "maxAttempts") && message.maxAttempts !== 0)
						writer.uint32(8).int32(message.maxAttempts);
					if (message.exponentialBackoff != null && $Object.hasOwnProperty.call(message, "exponentialBackoff"))
						$root.apache.rocketmq.v2.ExponentialBackoff.encode(message.exponentialBackoff, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.customizedBackoff != null && $Object.hasOwnProperty.call(message, "customizedBackoff"))
						$root.apache.rocketmq.v2.CustomizedBackoff.encode(message.customizedBackoff, writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				RetryPolicy.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.RetryPolicy();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.maxAttempts = value;
								else
									delete message.maxAttempts;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.exponentialBackoff = $root.apache.rocketmq.v2.ExponentialBackoff.decode(reader, reader.size(), $undefined, _depth + 1, message.exponentialBackoff);
								message.strategy = "exponentialBackoff";
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.customizedBackoff = $root.apache.rocketmq.v2.CustomizedBackoff.decode(reader, reader.size(), $undefined, _depth + 1, message.customizedBackoff);
								message.strategy = "customizedBackoff";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return RetryPolicy;
			})();

			v2.ExponentialBackoff = (function() {

				const ExponentialBackoff = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ExponentialBackoff.prototype.initial = null;
				ExponentialBackoff.prototype.max = null;
				ExponentialBackoff.prototype.multiplier = 0;

				ExponentialBackoff.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.initial != null && $Object.hasOwnProperty.call(message, "initial"))
						$root.google.protobuf.Duration.encode(message.initial, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.max != null && $Object.hasOwnProperty.call(message, "max"))
						$root.google.protobuf.Duration.encode(message.max, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.multiplier != null && $Object.hasOwnProperty.call(message, "multiplier") && !$Object.is(message.multiplier, 0))
						writer.uint32(29).float(message.multiplier);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ExponentialBackoff.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.ExponentialBackoff();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.initial = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.initial);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.max = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.max);
								continue;
							}
						case 3: {
								if (wireType !== 5)
									break;
								if (!$Object.is(value = reader.float(), 0))
									message.multiplier = value;
								else
									delete message.multiplier;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ExponentialBackoff;
			})();

			v2.CustomizedBackoff = (function() {

				const CustomizedBackoff = function (properties) {
					this.next = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				CustomizedBackoff.prototype.next = $util.emptyArray;

				CustomizedBackoff.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.next != null && message.next.length)
						for (let i = 0; i < message.next.length; ++i)
							$root.google.protobuf.Duration.encode(message.next[i], writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				CustomizedBackoff.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.CustomizedBackoff();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if (!(message.next && message.next.length))
									message.next = [];
								message.next.push($root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return CustomizedBackoff;
			})();

			v2.Resource = (function() {

				const Resource = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Resource.prototype.resourceNamespace = "";
				Resource.prototype.name = "";

				Resource.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.resourceNamespace != null && $Object.hasOwnProperty.call(message, "resourceNamespace") && message.resourceNamespace !== "")
						writer.uint32(10).string(message.resourceNamespace);
					if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
						writer.uint32(18).string(message.name);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Resource.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Resource();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.resourceNamespace = value;
								else
									delete message.resourceNamespace;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.name = value;
								else
									delete message.name;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Resource;
			})();

			v2.SubscriptionEntry = (function() {

				const SubscriptionEntry = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				SubscriptionEntry.prototype.topic = null;
				SubscriptionEntry.prototype.expression = null;

				SubscriptionEntry.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.apache.rocketmq.v2.Resource.encode(message.topic, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.expression != null && $Object.hasOwnProperty.call(message, "expression"))
						$root.apache.rocketmq.v2.FilterExpression.encode(message.expression, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				SubscriptionEntry.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.SubscriptionEntry();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.topic = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.expression = $root.apache.rocketmq.v2.FilterExpression.decode(reader, reader.size(), $undefined, _depth + 1, message.expression);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return SubscriptionEntry;
			})();

			v2.AddressScheme = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "ADDRESS_SCHEME_UNSPECIFIED"] = 0;
				values[valuesById[1] = "IPv4"] = 1;
				values[valuesById[2] = "IPv6"] = 2;
				values[valuesById[3] = "DOMAIN_NAME"] = 3;
				return values;
			})();

			v2.Address = (function() {

				const Address = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Address.prototype.host = "";
				Address.prototype.port = 0;

				Address.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
						writer.uint32(10).string(message.host);
					if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
						writer.uint32(16).int32(message.port);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Address.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Address();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.host = value;
								else
									delete message.host;
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.port = value;
								else
									delete message.port;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Address;
			})();

			v2.Endpoints = (function() {

				const Endpoints = function (properties) {
					this.addresses = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Endpoints.prototype.scheme = 0;
				Endpoints.prototype.addresses = $util.emptyArray;

				Endpoints.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.scheme != null && $Object.hasOwnProperty.call(message, "scheme") && message.scheme !== 0)
						writer.uint32(8).int32(message.scheme);
					if (message.addresses != null && message.addresses.length)
						for (let i = 0; i < message.addresses.length; ++i)
							$root.apache.rocketmq.v2.Address.encode(message.addresses[i], writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Endpoints.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Endpoints();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.scheme = value;
								else
									delete message.scheme;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if (!(message.addresses && message.addresses.length))
									message.addresses = [];
								message.addresses.push($root.apache.rocketmq.v2.Address.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Endpoints;
			})();

			v2.Broker = (function() {

				const Broker = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Broker.prototype.name = "";
				Broker.prototype.id = 0;
				Broker.prototype.endpoints = null;

				Broker.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
						writer.uint32(10).string(message.name);
					if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
						writer.uint32(16).int32(message.id);
					if (message.endpoints != null && $Object.hasOwnProperty.call(message, "endpoints"))
						$root.apache.rocketmq.v2.Endpoints.encode(message.endpoints, writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Broker.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Broker();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.name = value;
								else
									delete message.name;
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.id = value;
								else
									delete message.id;
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.endpoints = $root.apache.rocketmq.v2.Endpoints.decode(reader, reader.size(), $undefined, _depth + 1, message.endpoints);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Broker;
			})();

			v2.MessageQueue = (function() {

				const MessageQueue = function (properties) {
					this.acceptMessageTypes = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				MessageQueue.prototype.topic = null;
				MessageQueue.prototype.id = 0;
				MessageQueue.prototype.permission = 0;
				MessageQueue.prototype.broker = null;
				MessageQueue.prototype.acceptMessageTypes = $util.emptyArray;

				MessageQueue.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.apache.rocketmq.v2.Resource.encode(message.topic, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
						writer.uint32(16).int32(message.id);
					if (message.permission != null && $Object.hasOwnProperty.call(message, "permission") && message.permission !== 0)
						writer.uint32(24).int32(message.permission);
					if (message.broker != null && $Object.hasOwnProperty.call(message, "broker"))
						$root.apache.rocketmq.v2.Broker.encode(message.broker, writer.uint32(34).fork(), _depth + 1).ldelim();
					if (message.acceptMessageTypes != null && message.acceptMessageTypes.length)
						writer.uint32(42).int32s(message.acceptMessageTypes);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				MessageQueue.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.MessageQueue();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.topic = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.id = value;
								else
									delete message.id;
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.permission = value;
								else
									delete message.permission;
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								message.broker = $root.apache.rocketmq.v2.Broker.decode(reader, reader.size(), $undefined, _depth + 1, message.broker);
								continue;
							}
						case 5: {
								if (wireType === 2) {
									if (!(message.acceptMessageTypes && message.acceptMessageTypes.length))
										message.acceptMessageTypes = [];
									reader.int32s(message.acceptMessageTypes);
									continue;
								}
								if (wireType !== 0)
									break;
								if (!(message.acceptMessageTypes && message.acceptMessageTypes.length))
									message.acceptMessageTypes = [];
								message.acceptMessageTypes.push(reader.int32());
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return MessageQueue;
			})();

			v2.MessageType = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "MESSAGE_TYPE_UNSPECIFIED"] = 0;
				values[valuesById[1] = "NORMAL"] = 1;
				values[valuesById[2] = "FIFO"] = 2;
				values[valuesById[3] = "DELAY"] = 3;
				values[valuesById[4] = "TRANSACTION"] = 4;
				values[valuesById[5] = "LITE"] = 5;
				values[valuesById[6] = "PRIORITY"] = 6;
				return values;
			})();

			v2.DigestType = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "DIGEST_TYPE_UNSPECIFIED"] = 0;
				values[valuesById[1] = "CRC32"] = 1;
				values[valuesById[2] = "MD5"] = 2;
				values[valuesById[3] = "SHA1"] = 3;
				return values;
			})();

			v2.Digest = (function() {

				const Digest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Digest.prototype.type = 0;
				Digest.prototype.checksum = "";

				Digest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
						writer.uint32(8).int32(message.type);
					if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== "")
						writer.uint32(18).string(message.checksum);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Digest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Digest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.type = value;
								else
									delete message.type;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.checksum = value;
								else
									delete message.checksum;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Digest;
			})();

			v2.ClientType = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "CLIENT_TYPE_UNSPECIFIED"] = 0;
				values[valuesById[1] = "PRODUCER"] = 1;
				values[valuesById[2] = "PUSH_CONSUMER"] = 2;
				values[valuesById[3] = "SIMPLE_CONSUMER"] = 3;
				values[valuesById[4] = "PULL_CONSUMER"] = 4;
				values[valuesById[5] = "LITE_PUSH_CONSUMER"] = 5;
				values[valuesById[6] = "LITE_SIMPLE_CONSUMER"] = 6;
				return values;
			})();

			v2.Encoding = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "ENCODING_UNSPECIFIED"] = 0;
				values[valuesById[1] = "IDENTITY"] = 1;
				values[valuesById[2] = "GZIP"] = 2;
				return values;
			})();

			v2.SystemProperties = (function() {

				const SystemProperties = function (properties) {
					this.keys = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				SystemProperties.prototype.tag = null;
				SystemProperties.prototype.keys = $util.emptyArray;
				SystemProperties.prototype.messageId = "";
				SystemProperties.prototype.bodyDigest = null;
				SystemProperties.prototype.bodyEncoding = 0;
				SystemProperties.prototype.messageType = 0;
				SystemProperties.prototype.bornTimestamp = null;
				SystemProperties.prototype.bornHost = "";
				SystemProperties.prototype.storeTimestamp = null;
				SystemProperties.prototype.storeHost = "";
				SystemProperties.prototype.deliveryTimestamp = null;
				SystemProperties.prototype.receiptHandle = null;
				SystemProperties.prototype.queueId = 0;
				SystemProperties.prototype.queueOffset = null;
				SystemProperties.prototype.invisibleDuration = null;
				SystemProperties.prototype.deliveryAttempt = null;
				SystemProperties.prototype.messageGroup = null;
				SystemProperties.prototype.traceContext = null;
				SystemProperties.prototype.orphanedTransactionRecoveryDuration = null;
				SystemProperties.prototype.deadLetterQueue = null;
				SystemProperties.prototype.liteTopic = null;
				SystemProperties.prototype.priority = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_tag", {
					get: $util.oneOfGetter($oneOfFields = ["tag"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_storeTimestamp", {
					get: $util.oneOfGetter($oneOfFields = ["storeTimestamp"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_deliveryTimestamp", {
					get: $util.oneOfGetter($oneOfFields = ["deliveryTimestamp"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_receiptHandle", {
					get: $util.oneOfGetter($oneOfFields = ["receiptHandle"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_queueOffset", {
					get: $util.oneOfGetter($oneOfFields = ["queueOffset"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_invisibleDuration", {
					get: $util.oneOfGetter($oneOfFields = ["invisibleDuration"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_deliveryAttempt", {
					get: $util.oneOfGetter($oneOfFields = ["deliveryAttempt"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_messageGroup", {
					get: $util.oneOfGetter($oneOfFields = ["messageGroup"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_traceContext", {
					get: $util.oneOfGetter($oneOfFields = ["traceContext"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_orphanedTransactionRecoveryDuration", {
					get: $util.oneOfGetter($oneOfFields = ["orphanedTransactionRecoveryDuration"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_deadLetterQueue", {
					get: $util.oneOfGetter($oneOfFields = ["deadLetterQueue"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_liteTopic", {
					get: $util.oneOfGetter($oneOfFields = ["liteTopic"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SystemProperties.prototype, "_priority", {
					get: $util.oneOfGetter($oneOfFields = ["priority"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				SystemProperties.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.tag != null && $Object.hasOwnProperty.call(message, "tag"))
						writer.uint32(10).string(message.tag);
					if (message.keys != null && message.keys.length)
						for (let i = 0; i < message.keys.length; ++i)
							writer.uint32(18).string(message.keys[i]);
					if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
						writer.uint32(26).string(message.messageId);
					if (message.bodyDigest != null && $Object.hasOwnProperty.call(message, "bodyDigest"))
						$root.apache.rocketmq.v2.Digest.encode(message.bodyDigest, writer.uint32(34).fork(), _depth + 1).ldelim();
					if (message.bodyEncoding != null && $Object.hasOwnProperty.call(message, "bodyEncoding") && message.bodyEncoding !== 0)
						writer.uint32(40).int32(message.bodyEncoding);
					if (message.messageType != null && $Object.hasOwnProperty.call(message, "messageType") && message.messageType !== 0)
						writer.uint32(48).int32(message.messageType);
					if (message.bornTimestamp != null && $Object.hasOwnProperty.call(message, "bornTimestamp"))
						$root.google.protobuf.Timestamp.encode(message.bornTimestamp, writer.uint32(58).fork(), _depth + 1).ldelim();
					if (message.bornHost != null && $Object.hasOwnProperty.call(message, "bornHost") && message.bornHost !== "")
						writer.uint32(66).string(message.bornHost);
					if (message.storeTimestamp != null && $Object.hasOwnProperty.call(message, "storeTimestamp"))
						$root.google.protobuf.Timestamp.encode(message.storeTimestamp, writer.uint32(74).fork(), _depth + 1).ldelim();
					if (message.storeHost != null && $Object.hasOwnProperty.call(message, "storeHost") && message.storeHost !== "")
						writer.uint32(82).string(message.storeHost);
					if (message.deliveryTimestamp != null && $Object.hasOwnProperty.call(message, "deliveryTimestamp"))
						$root.google.protobuf.Timestamp.encode(message.deliveryTimestamp, writer.uint32(90).fork(), _depth + 1).ldelim();
					if (message.receiptHandle != null && $Object.hasOwnProperty.call(message, "receiptHandle"))
						writer.uint32(98).string(message.receiptHandle);
					if (message.queueId != null && $Object.hasOwnProperty.call(message, "queueId") && message.queueId !== 0)
						writer.uint32(104).int32(message.queueId);
					if (message.queueOffset != null && $Object.hasOwnProperty.call(message, "queueOffset"))
						writer.uint32(112).int64(message.queueOffset);
					if (message.invisibleDuration != null && $Object.hasOwnProperty.call(message, "invisibleDuration"))
						$root.google.protobuf.Duration.encode(message.invisibleDuration, writer.uint32(122).fork(), _depth + 1).ldelim();
					if (message.deliveryAttempt != null && $Object.hasOwnProperty.call(message, "deliveryAttempt"))
						writer.uint32(128).int32(message.deliveryAttempt);
					if (message.messageGroup != null && $Object.hasOwnProperty.call(message, "messageGroup"))
						writer.uint32(138).string(message.messageGroup);
					if (message.traceContext != null && $Object.hasOwnProperty.call(message, "traceContext"))
						writer.uint32(146).string(message.traceContext);
					if (message.orphanedTransactionRecoveryDuration != null && $Object.hasOwnProperty.call(message, "orphanedTransactionRecoveryDuration"))
						$root.google.protobuf.Duration.encode(message.orphanedTransactionRecoveryDuration, writer.uint32(154).fork(), _depth + 1).ldelim();
					if (message.deadLetterQueue != null && $Object.hasOwnProperty.call(message, "deadLetterQueue"))
						$root.apache.rocketmq.v2.DeadLetterQueue.encode(message.deadLetterQueue, writer.uint32(162).fork(), _depth + 1).ldelim();
					if (message.liteTopic != null && $Object.hasOwnProperty.call(message, "liteTopic"))
						writer.uint32(170).string(message.liteTopic);
					if (message.priority != null && $Object.hasOwnProperty.call(message, "priority"))
						writer.uint32(176).int32(message.priority);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				SystemProperties.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.SystemProperties();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.tag = reader.stringVerify();
								message._tag = "tag";
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if (!(message.keys && message.keys.length))
									message.keys = [];
								message.keys.push(reader.stringVerify());
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.messageId = value;
								else
									delete message.messageId;
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								message.bodyDigest = $root.apache.rocketmq.v2.Digest.decode(reader, reader.size(), $undefined, _depth + 1, message.bodyDigest);
								continue;
							}
						case 5: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.bodyEncoding = value;
								else
									delete message.bodyEncoding;
								continue;
							}
						case 6: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.messageType = value;
								else
									delete message.messageType;
								continue;
							}
						case 7: {
								if (wireType !== 2)
									break;
								message.bornTimestamp = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.bornTimestamp);
								continue;
							}
						case 8: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.bornHost = value;
								else
									delete message.bornHost;
								continue;
							}
						case 9: {
								if (wireType !== 2)
									break;
								message.storeTimestamp = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.storeTimestamp);
								message._storeTimestamp = "storeTimestamp";
								continue;
							}
						case 10: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.storeHost = value;
								else
									delete message.storeHost;
								continue;
							}
						case 11: {
								if (wireType !== 2)
									break;
								message.deliveryTimestamp = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.deliveryTimestamp);
								message._deliveryTimestamp = "deliveryTimestamp";
								continue;
							}
						case 12: {
								if (wireType !== 2)
									break;
								message.receiptHandle = reader.stringVerify();
								message._receiptHandle = "receiptHandle";
								continue;
							}
						case 13: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.queueId = value;
								else
									delete message.queueId;
								continue;
							}
						case 14: {
								if (wireType !== 0)
									break;
								message.queueOffset = reader.int64();
								message._queueOffset = "queueOffset";
								continue;
							}
						case 15: {
								if (wireType !== 2)
									break;
								message.invisibleDuration = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.invisibleDuration);
								message._invisibleDuration = "invisibleDuration";
								continue;
							}
						case 16: {
								if (wireType !== 0)
									break;
								message.deliveryAttempt = reader.int32();
								message._deliveryAttempt = "deliveryAttempt";
								continue;
							}
						case 17: {
								if (wireType !== 2)
									break;
								message.messageGroup = reader.stringVerify();
								message._messageGroup = "messageGroup";
								continue;
							}
						case 18: {
								if (wireType !== 2)
									break;
								message.traceContext = reader.stringVerify();
								message._traceContext = "traceContext";
								continue;
							}
						case 19: {
								if (wireType !== 2)
									break;
								message.orphanedTransactionRecoveryDuration = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.orphanedTransactionRecoveryDuration);
								message._orphanedTransactionRecoveryDuration = "orphanedTransactionRecoveryDuration";
								continue;
							}
						case 20: {
								if (wireType !== 2)
									break;
								message.deadLetterQueue = $root.apache.rocketmq.v2.DeadLetterQueue.decode(reader, reader.size(), $undefined, _depth + 1, message.deadLetterQueue);
								message._deadLetterQueue = "deadLetterQueue";
								continue;
							}
						case 21: {
								if (wireType !== 2)
									break;
								message.liteTopic = reader.stringVerify();
								message._liteTopic = "liteTopic";
								continue;
							}
						case 22: {
								if (wireType !== 0)
									break;
								message.priority = reader.int32();
								message._priority = "priority";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return SystemProperties;
			})();

			v2.DeadLetterQueue = (function() {

				const DeadLetterQueue = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				DeadLetterQueue.prototype.topic = "";
				DeadLetterQueue.prototype.messageId = "";

				DeadLetterQueue.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
						writer.uint32(10).string(message.topic);
					if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
						writer.uint32(18).string(message.messageId);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				DeadLetterQueue.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.DeadLetterQueue();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.topic = value;
								else
									delete message.topic;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.messageId = value;
								else
									delete message.messageId;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return DeadLetterQueue;
			})();

			v2.Message = (function() {

				const Message = function (properties) {
					this.userProperties = {};
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Message.prototype.topic = null;
				Message.prototype.userProperties = $util.emptyObject;
				Message.prototype.systemProperties = null;
				Message.prototype.body = $util.newBuffer([]);

				Message.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.apache.rocketmq.v2.Resource.encode(message.topic, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.userProperties != null && $Object.hasOwnProperty.call(message, "userProperties"))
						for (let keys = $Object.keys(message.userProperties), i = 0; i < keys.length; ++i)
							writer.uint32(18).fork().uint32(10).string(keys[i]).uint32(18).string(message.userProperties[keys[i]]).ldelim();
					if (message.systemProperties != null && $Object.hasOwnProperty.call(message, "systemProperties"))
						$root.apache.rocketmq.v2.SystemProperties.encode(message.systemProperties, writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
						writer.uint32(34).bytes(message.body);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Message.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, key, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Message();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.topic = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if (message.userProperties === $util.emptyObject)
									message.userProperties = {};
								let end2 = reader.size() + reader.pos;
								if (end2 > reader.len)
									throw $RangeError("index out of range");
								reader.len = end2;
								key = "";
								value = "";
								while (reader.pos < end2) {
									let tag2 = reader.tag();
									wireType = tag2 & 7;
									switch (tag2 >>>= 3) {
									case 1:
										if (wireType !== 2)
											break;
										key = reader.stringVerify();
										continue;
									case 2:
										if (wireType !== 2)
											break;
										value = reader.stringVerify();
										continue;
									}
									reader.skipType(wireType, _depth, tag2);
								}
								if (reader.pos !== end2)
									throw $RangeError("index out of range");
								reader.len = end;
								if (key === "__proto__")
									$util.makeProp(message.userProperties, key);
								message.userProperties[key] = value;
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.systemProperties = $root.apache.rocketmq.v2.SystemProperties.decode(reader, reader.size(), $undefined, _depth + 1, message.systemProperties);
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								if ((value = reader.bytes()).length)
									message.body = value;
								else
									delete message.body;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Message;
			})();

			v2.Assignment = (function() {

				const Assignment = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Assignment.prototype.messageQueue = null;

				Assignment.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.messageQueue != null && $Object.hasOwnProperty.call(message, "messageQueue"))
						$root.apache.rocketmq.v2.MessageQueue.encode(message.messageQueue, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Assignment.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Assignment();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.messageQueue = $root.apache.rocketmq.v2.MessageQueue.decode(reader, reader.size(), $undefined, _depth + 1, message.messageQueue);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Assignment;
			})();

			v2.Code = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "CODE_UNSPECIFIED"] = 0;
				values[valuesById[20000] = "OK"] = 20000;
				values[valuesById[30000] = "MULTIPLE_RESULTS"] = 30000;
				values[valuesById[40000] = "BAD_REQUEST"] = 40000;
				values[valuesById[40001] = "ILLEGAL_ACCESS_POINT"] = 40001;
				values[valuesById[40002] = "ILLEGAL_TOPIC"] = 40002;
				values[valuesById[40003] = "ILLEGAL_CONSUMER_GROUP"] = 40003;
				values[valuesById[40004] = "ILLEGAL_MESSAGE_TAG"] = 40004;
				values[valuesById[40005] = "ILLEGAL_MESSAGE_KEY"] = 40005;
				values[valuesById[40006] = "ILLEGAL_MESSAGE_GROUP"] = 40006;
				values[valuesById[40007] = "ILLEGAL_MESSAGE_PROPERTY_KEY"] = 40007;
				values[valuesById[40008] = "INVALID_TRANSACTION_ID"] = 40008;
				values[valuesById[40009] = "ILLEGAL_MESSAGE_ID"] = 40009;
				values[valuesById[40010] = "ILLEGAL_FILTER_EXPRESSION"] = 40010;
				values[valuesById[40011] = "ILLEGAL_INVISIBLE_TIME"] = 40011;
				values[valuesById[40012] = "ILLEGAL_DELIVERY_TIME"] = 40012;
				values[valuesById[40013] = "INVALID_RECEIPT_HANDLE"] = 40013;
				values[valuesById[40014] = "MESSAGE_PROPERTY_CONFLICT_WITH_TYPE"] = 40014;
				values[valuesById[40015] = "UNRECOGNIZED_CLIENT_TYPE"] = 40015;
				values[valuesById[40016] = "MESSAGE_CORRUPTED"] = 40016;
				values[valuesById[40017] = "CLIENT_ID_REQUIRED"] = 40017;
				values[valuesById[40018] = "ILLEGAL_POLLING_TIME"] = 40018;
				values[valuesById[40019] = "ILLEGAL_OFFSET"] = 40019;
				values[valuesById[40020] = "ILLEGAL_LITE_TOPIC"] = 40020;
				values[valuesById[40021] = "INVALID_CLIENT_PROPERTIES"] = 40021;
				values[valuesById[40100] = "UNAUTHORIZED"] = 40100;
				values[valuesById[40200] = "PAYMENT_REQUIRED"] = 40200;
				values[valuesById[40300] = "FORBIDDEN"] = 40300;
				values[valuesById[40400] = "NOT_FOUND"] = 40400;
				values[valuesById[40401] = "MESSAGE_NOT_FOUND"] = 40401;
				values[valuesById[40402] = "TOPIC_NOT_FOUND"] = 40402;
				values[valuesById[40403] = "CONSUMER_GROUP_NOT_FOUND"] = 40403;
				values[valuesById[40404] = "OFFSET_NOT_FOUND"] = 40404;
				values[valuesById[40800] = "REQUEST_TIMEOUT"] = 40800;
				values[valuesById[41300] = "PAYLOAD_TOO_LARGE"] = 41300;
				values[valuesById[41301] = "MESSAGE_BODY_TOO_LARGE"] = 41301;
				values[valuesById[41302] = "MESSAGE_BODY_EMPTY"] = 41302;
				values[valuesById[42800] = "PRECONDITION_FAILED"] = 42800;
				values[valuesById[42900] = "TOO_MANY_REQUESTS"] = 42900;
				values[valuesById[42901] = "LITE_TOPIC_QUOTA_EXCEEDED"] = 42901;
				values[valuesById[42902] = "LITE_SUBSCRIPTION_QUOTA_EXCEEDED"] = 42902;
				values[valuesById[43100] = "REQUEST_HEADER_FIELDS_TOO_LARGE"] = 43100;
				values[valuesById[43101] = "MESSAGE_PROPERTIES_TOO_LARGE"] = 43101;
				values[valuesById[50000] = "INTERNAL_ERROR"] = 50000;
				values[valuesById[50001] = "INTERNAL_SERVER_ERROR"] = 50001;
				values[valuesById[50002] = "HA_NOT_AVAILABLE"] = 50002;
				values[valuesById[50100] = "NOT_IMPLEMENTED"] = 50100;
				values[valuesById[50400] = "PROXY_TIMEOUT"] = 50400;
				values[valuesById[50401] = "MASTER_PERSISTENCE_TIMEOUT"] = 50401;
				values[valuesById[50402] = "SLAVE_PERSISTENCE_TIMEOUT"] = 50402;
				values[valuesById[50500] = "UNSUPPORTED"] = 50500;
				values[valuesById[50501] = "VERSION_UNSUPPORTED"] = 50501;
				values[valuesById[50502] = "VERIFY_FIFO_MESSAGE_UNSUPPORTED"] = 50502;
				values[valuesById[60000] = "FAILED_TO_CONSUME_MESSAGE"] = 60000;
				return values;
			})();

			v2.Status = (function() {

				const Status = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Status.prototype.code = 0;
				Status.prototype.message = "";

				Status.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
						writer.uint32(8).int32(message.code);
					if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
						writer.uint32(18).string(message.message);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Status.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Status();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.code = value;
								else
									delete message.code;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.message = value;
								else
									delete message.message;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Status;
			})();

			v2.Language = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "LANGUAGE_UNSPECIFIED"] = 0;
				values[valuesById[1] = "JAVA"] = 1;
				values[valuesById[2] = "CPP"] = 2;
				values[valuesById[3] = "DOT_NET"] = 3;
				values[valuesById[4] = "GOLANG"] = 4;
				values[valuesById[5] = "RUST"] = 5;
				values[valuesById[6] = "PYTHON"] = 6;
				values[valuesById[7] = "PHP"] = 7;
				values[valuesById[8] = "NODE_JS"] = 8;
				values[valuesById[9] = "RUBY"] = 9;
				values[valuesById[10] = "OBJECTIVE_C"] = 10;
				values[valuesById[11] = "DART"] = 11;
				values[valuesById[12] = "KOTLIN"] = 12;
				return values;
			})();

			v2.UA = (function() {

				const UA = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				UA.prototype.language = 0;
				UA.prototype.version = "";
				UA.prototype.platform = "";
				UA.prototype.hostname = "";

				UA.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.language != null && $Object.hasOwnProperty.call(message, "language") && message.language !== 0)
						writer.uint32(8).int32(message.language);
					if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
						writer.uint32(18).string(message.version);
					if (message.platform != null && $Object.hasOwnProperty.call(message, "platform") && message.platform !== "")
						writer.uint32(26).string(message.platform);
					if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname") && message.hostname !== "")
						writer.uint32(34).string(message.hostname);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				UA.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.UA();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.language = value;
								else
									delete message.language;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.version = value;
								else
									delete message.version;
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.platform = value;
								else
									delete message.platform;
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.hostname = value;
								else
									delete message.hostname;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return UA;
			})();

			v2.Settings = (function() {

				const Settings = function (properties) {
					this.clientProperties = {};
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Settings.prototype.clientType = null;
				Settings.prototype.accessPoint = null;
				Settings.prototype.backoffPolicy = null;
				Settings.prototype.requestTimeout = null;
				Settings.prototype.publishing = null;
				Settings.prototype.subscription = null;
				Settings.prototype.userAgent = null;
				Settings.prototype.metric = null;
				Settings.prototype.clientProperties = $util.emptyObject;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(Settings.prototype, "_clientType", {
					get: $util.oneOfGetter($oneOfFields = ["clientType"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(Settings.prototype, "_accessPoint", {
					get: $util.oneOfGetter($oneOfFields = ["accessPoint"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(Settings.prototype, "_backoffPolicy", {
					get: $util.oneOfGetter($oneOfFields = ["backoffPolicy"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(Settings.prototype, "_requestTimeout", {
					get: $util.oneOfGetter($oneOfFields = ["requestTimeout"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				$Object.defineProperty(Settings.prototype, "pubSub", {
					get: $util.oneOfGetter($oneOfFields = ["publishing", "subscription"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				Settings.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.clientType != null && $Object.hasOwnProperty.call(message, "clientType"))
						writer.uint32(8).int32(message.clientType);
					if (message.accessPoint != null && $Object.hasOwnProperty.call(message, "accessPoint"))
						$root.apache.rocketmq.v2.Endpoints.encode(message.accessPoint, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.backoffPolicy != null && $Object.hasOwnProperty.call(message, "backoffPolicy"))
						$root.apache.rocketmq.v2.RetryPolicy.encode(message.backoffPolicy, writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.requestTimeout != null && $Object.hasOwnProperty.call(message, "requestTimeout"))
						$root.google.protobuf.Duration.encode(message.requestTimeout, writer.uint32(34).fork(), _depth + 1).ldelim();
					if (message.publishing != null && $Object.hasOwnProperty.call(message, "publishing"))
						$root.apache.rocketmq.v2.Publishing.encode(message.publishing, writer.uint32(42).fork(), _depth + 1).ldelim();
					if (message.subscription != null && $Object.hasOwnProperty.call(message, "subscription"))
						$root.apache.rocketmq.v2.Subscription.encode(message.subscription, writer.uint32(50).fork(), _depth + 1).ldelim();
					if (message.userAgent != null && $Object.hasOwnProperty.call(message, "userAgent"))
						$root.apache.rocketmq.v2.UA.encode(message.userAgent, writer.uint32(58).fork(), _depth + 1).ldelim();
					if (message.metric != null && $Object.hasOwnProperty.call(message, "metric"))
						$root.apache.rocketmq.v2.Metric.encode(message.metric, writer.uint32(66).fork(), _depth + 1).ldelim();
					if (message.clientProperties != null && $Object.hasOwnProperty.call(message, "clientProperties"))
						for (let keys = $Object.keys(message.clientProperties), i = 0; i < keys.length; ++i)
							writer.uint32(74).fork().uint32(10).string(keys[i]).uint32(18).string(message.clientProperties[keys[i]]).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Settings.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, key, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Settings();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								message.clientType = reader.int32();
								message._clientType = "clientType";
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.accessPoint = $root.apache.rocketmq.v2.Endpoints.decode(reader, reader.size(), $undefined, _depth + 1, message.accessPoint);
								message._accessPoint = "accessPoint";
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.backoffPolicy = $root.apache.rocketmq.v2.RetryPolicy.decode(reader, reader.size(), $undefined, _depth + 1, message.backoffPolicy);
								message._backoffPolicy = "backoffPolicy";
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								message.requestTimeout = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.requestTimeout);
								message._requestTimeout = "requestTimeout";
								continue;
							}
						case 5: {
								if (wireType !== 2)
									break;
								message.publishing = $root.apache.rocketmq.v2.Publishing.decode(reader, reader.size(), $undefined, _depth + 1, message.publishing);
								message.pubSub = "publishing";
								continue;
							}
						case 6: {
								if (wireType !== 2)
									break;
								message.subscription = $root.apache.rocketmq.v2.Subscription.decode(reader, reader.size(), $undefined, _depth + 1, message.subscription);
								message.pubSub = "subscription";
								continue;
							}
						case 7: {
								if (wireType !== 2)
									break;
								message.userAgent = $root.apache.rocketmq.v2.UA.decode(reader, reader.size(), $undefined, _depth + 1, message.userAgent);
								continue;
							}
						case 8: {
								if (wireType !== 2)
									break;
								message.metric = $root.apache.rocketmq.v2.Metric.decode(reader, reader.size(), $undefined, _depth + 1, message.metric);
								continue;
							}
						case 9: {
								if (wireType !== 2)
									break;
								if (message.clientProperties === $util.emptyObject)
									message.clientProperties = {};
								let end2 = reader.size() + reader.pos;
								if (end2 > reader.len)
									throw $RangeError("index out of range");
								reader.len = end2;
								key = "";
								value = "";
								while (reader.pos < end2) {
									let tag2 = reader.tag();
									wireType = tag2 & 7;
									switch (tag2 >>>= 3) {
									case 1:
										if (wireType !== 2)
											break;
										key = reader.stringVerify();
										continue;
									case 2:
										if (wireType !== 2)
											break;
										value = reader.stringVerify();
										continue;
									}
									reader.skipType(wireType, _depth, tag2);
								}
								if (reader.pos !== end2)
									throw $RangeError("index out of range");
								reader.len = end;
								if (key === "__proto__")
									$util.makeProp(message.clientProperties, key);
								message.clientProperties[key] = value;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Settings;
			})();

			v2.Publishing = (function() {

				const Publishing = function (properties) {
					this.topics = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Publishing.prototype.topics = $util.emptyArray;
				Publishing.prototype.maxBodySize = 0;
				Publishing.prototype.validateMessageType = false;

				Publishing.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.topics != null && message.topics.length)
						for (let i = 0; i < message.topics.length; ++i)
							$root.apache.rocketmq.v2.Resource.encode(message.topics[i], writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.maxBodySize != null && $Object.hasOwnProperty.call(message, "maxBodySize") && message.maxBodySize !== 0)
						writer.uint32(16).int32(message.maxBodySize);
					if (message.validateMessageType != null && $Object.hasOwnProperty.call(message, "validateMessageType") && message.validateMessageType !== false)
						writer.uint32(24).bool(message.validateMessageType);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Publishing.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Publishing();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if (!(message.topics && message.topics.length))
									message.topics = [];
								message.topics.push($root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.maxBodySize = value;
								else
									delete message.maxBodySize;
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								if (value = reader.bool())
									message.validateMessageType = value;
								else
									delete message.validateMessageType;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Publishing;
			})();

			v2.Subscription = (function() {

				const Subscription = function (properties) {
					this.subscriptions = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Subscription.prototype.group = null;
				Subscription.prototype.subscriptions = $util.emptyArray;
				Subscription.prototype.fifo = null;
				Subscription.prototype.receiveBatchSize = null;
				Subscription.prototype.longPollingTimeout = null;
				Subscription.prototype.liteSubscriptionQuota = null;
				Subscription.prototype.maxLiteTopicSize = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(Subscription.prototype, "_group", {
					get: $util.oneOfGetter($oneOfFields = ["group"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(Subscription.prototype, "_fifo", {
					get: $util.oneOfGetter($oneOfFields = ["fifo"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(Subscription.prototype, "_receiveBatchSize", {
					get: $util.oneOfGetter($oneOfFields = ["receiveBatchSize"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(Subscription.prototype, "_longPollingTimeout", {
					get: $util.oneOfGetter($oneOfFields = ["longPollingTimeout"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(Subscription.prototype, "_liteSubscriptionQuota", {
					get: $util.oneOfGetter($oneOfFields = ["liteSubscriptionQuota"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(Subscription.prototype, "_maxLiteTopicSize", {
					get: $util.oneOfGetter($oneOfFields = ["maxLiteTopicSize"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				Subscription.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.subscriptions != null && message.subscriptions.length)
						for (let i = 0; i < message.subscriptions.length; ++i)
							$root.apache.rocketmq.v2.SubscriptionEntry.encode(message.subscriptions[i], writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.fifo != null && $Object.hasOwnProperty.call(message, "fifo"))
						writer.uint32(24).bool(message.fifo);
					if (message.receiveBatchSize != null && $Object.hasOwnProperty.call(message, "receiveBatchSize"))
						writer.uint32(32).int32(message.receiveBatchSize);
					if (message.longPollingTimeout != null && $Object.hasOwnProperty.call(message, "longPollingTimeout"))
						$root.google.protobuf.Duration.encode(message.longPollingTimeout, writer.uint32(42).fork(), _depth + 1).ldelim();
					if (message.liteSubscriptionQuota != null && $Object.hasOwnProperty.call(message, "liteSubscriptionQuota"))
						writer.uint32(48).int32(message.liteSubscriptionQuota);
					if (message.maxLiteTopicSize != null && $Object.hasOwnProperty.call(message, "maxLiteTopicSize"))
						writer.uint32(56).int32(message.maxLiteTopicSize);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Subscription.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Subscription();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								message._group = "group";
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if (!(message.subscriptions && message.subscriptions.length))
									message.subscriptions = [];
								message.subscriptions.push($root.apache.rocketmq.v2.SubscriptionEntry.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								message.fifo = reader.bool();
								message._fifo = "fifo";
								continue;
							}
						case 4: {
								if (wireType !== 0)
									break;
								message.receiveBatchSize = reader.int32();
								message._receiveBatchSize = "receiveBatchSize";
								continue;
							}
						case 5: {
								if (wireType !== 2)
									break;
								message.longPollingTimeout = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.longPollingTimeout);
								message._longPollingTimeout = "longPollingTimeout";
								continue;
							}
						case 6: {
								if (wireType !== 0)
									break;
								message.liteSubscriptionQuota = reader.int32();
								message._liteSubscriptionQuota = "liteSubscriptionQuota";
								continue;
							}
						case 7: {
								if (wireType !== 0)
									break;
								message.maxLiteTopicSize = reader.int32();
								message._maxLiteTopicSize = "maxLiteTopicSize";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Subscription;
			})();

			v2.Metric = (function() {

				const Metric = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Metric.prototype.on = false;
				Metric.prototype.endpoints = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(Metric.prototype, "_endpoints", {
					get: $util.oneOfGetter($oneOfFields = ["endpoints"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				Metric.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.on != null && $Object.hasOwnProperty.call(message, "on") && message.on !== false)
						writer.uint32(8).bool(message.on);
					if (message.endpoints != null && $Object.hasOwnProperty.call(message, "endpoints"))
						$root.apache.rocketmq.v2.Endpoints.encode(message.endpoints, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Metric.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.Metric();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								if (value = reader.bool())
									message.on = value;
								else
									delete message.on;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.endpoints = $root.apache.rocketmq.v2.Endpoints.decode(reader, reader.size(), $undefined, _depth + 1, message.endpoints);
								message._endpoints = "endpoints";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Metric;
			})();

			v2.QueryOffsetPolicy = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "BEGINNING"] = 0;
				values[valuesById[1] = "END"] = 1;
				values[valuesById[2] = "TIMESTAMP"] = 2;
				return values;
			})();

			v2.OffsetOption = (function() {

				const OffsetOption = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				OffsetOption.prototype.policy = null;
				OffsetOption.prototype.offset = null;
				OffsetOption.prototype.tailN = null;
				OffsetOption.prototype.timestamp = null;

				let $oneOfFields;

				$Object.defineProperty(OffsetOption.prototype, "offsetType", {
					get: $util.oneOfGetter($oneOfFields = ["policy", "offset", "tailN", "timestamp"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				OffsetOption.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.policy != null && $Object.hasOwnProperty.call(message, "policy"))
						writer.uint32(8).int32(message.policy);
					if (message.offset != null && $Object.hasOwnProperty.call(message, "offset"))
						writer.uint32(16).int64(message.offset);
					if (message.tailN != null && $Object.hasOwnProperty.call(message, "tailN"))
						writer.uint32(24).int64(message.tailN);
					if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
						writer.uint32(32).int64(message.timestamp);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				OffsetOption.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.OffsetOption();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								message.policy = reader.int32();
								message.offsetType = "policy";
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								message.offset = reader.int64();
								message.offsetType = "offset";
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								message.tailN = reader.int64();
								message.offsetType = "tailN";
								continue;
							}
						case 4: {
								if (wireType !== 0)
									break;
								message.timestamp = reader.int64();
								message.offsetType = "timestamp";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				OffsetOption.Policy = (function() {
					const valuesById = $Object.create(null), values = $Object.create(valuesById);
					values[valuesById[0] = "LAST"] = 0;
					values[valuesById[1] = "MIN"] = 1;
					values[valuesById[2] = "MAX"] = 2;
					return values;
				})();

				return OffsetOption;
			})();

			v2.QueryRouteRequest = (function() {

				const QueryRouteRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				QueryRouteRequest.prototype.topic = null;
				QueryRouteRequest.prototype.endpoints = null;

				QueryRouteRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.apache.rocketmq.v2.Resource.encode(message.topic, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.endpoints != null && $Object.hasOwnProperty.call(message, "endpoints"))
						$root.apache.rocketmq.v2.Endpoints.encode(message.endpoints, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				QueryRouteRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.QueryRouteRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.topic = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.endpoints = $root.apache.rocketmq.v2.Endpoints.decode(reader, reader.size(), $undefined, _depth + 1, message.endpoints);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return QueryRouteRequest;
			})();

			v2.QueryRouteResponse = (function() {

				const QueryRouteResponse = function (properties) {
					this.messageQueues = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				QueryRouteResponse.prototype.status = null;
				QueryRouteResponse.prototype.messageQueues = $util.emptyArray;

				QueryRouteResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.messageQueues != null && message.messageQueues.length)
						for (let i = 0; i < message.messageQueues.length; ++i)
							$root.apache.rocketmq.v2.MessageQueue.encode(message.messageQueues[i], writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				QueryRouteResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.QueryRouteResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if (!(message.messageQueues && message.messageQueues.length))
									message.messageQueues = [];
								message.messageQueues.push($root.apache.rocketmq.v2.MessageQueue.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return QueryRouteResponse;
			})();

			v2.SendMessageRequest = (function() {

				const SendMessageRequest = function (properties) {
					this.messages = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				SendMessageRequest.prototype.messages = $util.emptyArray;

				SendMessageRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.messages != null && message.messages.length)
						for (let i = 0; i < message.messages.length; ++i)
							$root.apache.rocketmq.v2.Message.encode(message.messages[i], writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				SendMessageRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.SendMessageRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if (!(message.messages && message.messages.length))
									message.messages = [];
								message.messages.push($root.apache.rocketmq.v2.Message.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return SendMessageRequest;
			})();

			v2.SendResultEntry = (function() {

				const SendResultEntry = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				SendResultEntry.prototype.status = null;
				SendResultEntry.prototype.messageId = "";
				SendResultEntry.prototype.transactionId = "";
				SendResultEntry.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
				SendResultEntry.prototype.recallHandle = "";

				SendResultEntry.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
						writer.uint32(18).string(message.messageId);
					if (message.transactionId != null && $Object.hasOwnProperty.call(message, "transactionId") && message.transactionId !== "")
						writer.uint32(26).string(message.transactionId);
					if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
						writer.uint32(32).int64(message.offset);
					if (message.recallHandle != null && $Object.hasOwnProperty.call(message, "recallHandle") && message.recallHandle !== "")
						writer.uint32(42).string(message.recallHandle);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				SendResultEntry.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.SendResultEntry();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.messageId = value;
								else
									delete message.messageId;
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.transactionId = value;
								else
									delete message.transactionId;
								continue;
							}
						case 4: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.offset = value;
								else
									delete message.offset;
								continue;
							}
						case 5: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.recallHandle = value;
								else
									delete message.recallHandle;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return SendResultEntry;
			})();

			v2.SendMessageResponse = (function() {

				const SendMessageResponse = function (properties) {
					this.entries = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				SendMessageResponse.prototype.status = null;
				SendMessageResponse.prototype.entries = $util.emptyArray;

				SendMessageResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.entries != null && message.entries.length)
						for (let i = 0; i < message.entries.length; ++i)
							$root.apache.rocketmq.v2.SendResultEntry.encode(message.entries[i], writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				SendMessageResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.SendMessageResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if (!(message.entries && message.entries.length))
									message.entries = [];
								message.entries.push($root.apache.rocketmq.v2.SendResultEntry.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return SendMessageResponse;
			})();

			v2.QueryAssignmentRequest = (function() {

				const QueryAssignmentRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				QueryAssignmentRequest.prototype.topic = null;
				QueryAssignmentRequest.prototype.group = null;
				QueryAssignmentRequest.prototype.endpoints = null;

				QueryAssignmentRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.apache.rocketmq.v2.Resource.encode(message.topic, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.endpoints != null && $Object.hasOwnProperty.call(message, "endpoints"))
						$root.apache.rocketmq.v2.Endpoints.encode(message.endpoints, writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				QueryAssignmentRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.QueryAssignmentRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.topic = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.endpoints = $root.apache.rocketmq.v2.Endpoints.decode(reader, reader.size(), $undefined, _depth + 1, message.endpoints);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return QueryAssignmentRequest;
			})();

			v2.QueryAssignmentResponse = (function() {

				const QueryAssignmentResponse = function (properties) {
					this.assignments = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				QueryAssignmentResponse.prototype.status = null;
				QueryAssignmentResponse.prototype.assignments = $util.emptyArray;

				QueryAssignmentResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.assignments != null && message.assignments.length)
						for (let i = 0; i < message.assignments.length; ++i)
							$root.apache.rocketmq.v2.Assignment.encode(message.assignments[i], writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				QueryAssignmentResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.QueryAssignmentResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if (!(message.assignments && message.assignments.length))
									message.assignments = [];
								message.assignments.push($root.apache.rocketmq.v2.Assignment.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return QueryAssignmentResponse;
			})();

			v2.ReceiveMessageRequest = (function() {

				const ReceiveMessageRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ReceiveMessageRequest.prototype.group = null;
				ReceiveMessageRequest.prototype.messageQueue = null;
				ReceiveMessageRequest.prototype.filterExpression = null;
				ReceiveMessageRequest.prototype.batchSize = 0;
				ReceiveMessageRequest.prototype.invisibleDuration = null;
				ReceiveMessageRequest.prototype.autoRenew = false;
				ReceiveMessageRequest.prototype.longPollingTimeout = null;
				ReceiveMessageRequest.prototype.attemptId = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(ReceiveMessageRequest.prototype, "_invisibleDuration", {
					get: $util.oneOfGetter($oneOfFields = ["invisibleDuration"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(ReceiveMessageRequest.prototype, "_longPollingTimeout", {
					get: $util.oneOfGetter($oneOfFields = ["longPollingTimeout"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(ReceiveMessageRequest.prototype, "_attemptId", {
					get: $util.oneOfGetter($oneOfFields = ["attemptId"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				ReceiveMessageRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.messageQueue != null && $Object.hasOwnProperty.call(message, "messageQueue"))
						$root.apache.rocketmq.v2.MessageQueue.encode(message.messageQueue, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.filterExpression != null && $Object.hasOwnProperty.call(message, "filterExpression"))
						$root.apache.rocketmq.v2.FilterExpression.encode(message.filterExpression, writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.batchSize != null && $Object.hasOwnProperty.call(message, "batchSize") && message.batchSize !== 0)
						writer.uint32(32).int32(message.batchSize);
					if (message.invisibleDuration != null && $Object.hasOwnProperty.call(message, "invisibleDuration"))
						$root.google.protobuf.Duration.encode(message.invisibleDuration, writer.uint32(42).fork(), _depth + 1).ldelim();
					if (message.autoRenew != null && $Object.hasOwnProperty.call(message, "autoRenew") && message.autoRenew !== false)
						writer.uint32(48).bool(message.autoRenew);
					if (message.longPollingTimeout != null && $Object.hasOwnProperty.call(message, "longPollingTimeout"))
						$root.google.protobuf.Duration.encode(message.longPollingTimeout, writer.uint32(58).fork(), _depth + 1).ldelim();
					if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId"))
						writer.uint32(66).string(message.attemptId);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ReceiveMessageRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.ReceiveMessageRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.messageQueue = $root.apache.rocketmq.v2.MessageQueue.decode(reader, reader.size(), $undefined, _depth + 1, message.messageQueue);
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.filterExpression = $root.apache.rocketmq.v2.FilterExpression.decode(reader, reader.size(), $undefined, _depth + 1, message.filterExpression);
								continue;
							}
						case 4: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.batchSize = value;
								else
									delete message.batchSize;
								continue;
							}
						case 5: {
								if (wireType !== 2)
									break;
								message.invisibleDuration = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.invisibleDuration);
								message._invisibleDuration = "invisibleDuration";
								continue;
							}
						case 6: {
								if (wireType !== 0)
									break;
								if (value = reader.bool())
									message.autoRenew = value;
								else
									delete message.autoRenew;
								continue;
							}
						case 7: {
								if (wireType !== 2)
									break;
								message.longPollingTimeout = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.longPollingTimeout);
								message._longPollingTimeout = "longPollingTimeout";
								continue;
							}
						case 8: {
								if (wireType !== 2)
									break;
								message.attemptId = reader.stringVerify();
								message._attemptId = "attemptId";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ReceiveMessageRequest;
			})();

			v2.ReceiveMessageResponse = (function() {

				const ReceiveMessageResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ReceiveMessageResponse.prototype.status = null;
				ReceiveMessageResponse.prototype.message = null;
				ReceiveMessageResponse.prototype.deliveryTimestamp = null;

				let $oneOfFields;

				$Object.defineProperty(ReceiveMessageResponse.prototype, "content", {
					get: $util.oneOfGetter($oneOfFields = ["status", "message", "deliveryTimestamp"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				ReceiveMessageResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
						$root.apache.rocketmq.v2.Message.encode(message.message, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.deliveryTimestamp != null && $Object.hasOwnProperty.call(message, "deliveryTimestamp"))
						$root.google.protobuf.Timestamp.encode(message.deliveryTimestamp, writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ReceiveMessageResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.ReceiveMessageResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								message.content = "status";
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.message = $root.apache.rocketmq.v2.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.message);
								message.content = "message";
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.deliveryTimestamp = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.deliveryTimestamp);
								message.content = "deliveryTimestamp";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ReceiveMessageResponse;
			})();

			v2.AckMessageEntry = (function() {

				const AckMessageEntry = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				AckMessageEntry.prototype.messageId = "";
				AckMessageEntry.prototype.receiptHandle = "";
				AckMessageEntry.prototype.liteTopic = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(AckMessageEntry.prototype, "_liteTopic", {
					get: $util.oneOfGetter($oneOfFields = ["liteTopic"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				AckMessageEntry.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
						writer.uint32(10).string(message.messageId);
					if (message.receiptHandle != null && $Object.hasOwnProperty.call(message, "receiptHandle") && message.receiptHandle !== "")
						writer.uint32(18).string(message.receiptHandle);
					if (message.liteTopic != null && $Object.hasOwnProperty.call(message, "liteTopic"))
						writer.uint32(26).string(message.liteTopic);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				AckMessageEntry.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.AckMessageEntry();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.messageId = value;
								else
									delete message.messageId;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.receiptHandle = value;
								else
									delete message.receiptHandle;
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.liteTopic = reader.stringVerify();
								message._liteTopic = "liteTopic";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return AckMessageEntry;
			})();

			v2.AckMessageRequest = (function() {

				const AckMessageRequest = function (properties) {
					this.entries = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				AckMessageRequest.prototype.group = null;
				AckMessageRequest.prototype.topic = null;
				AckMessageRequest.prototype.entries = $util.emptyArray;

				AckMessageRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.apache.rocketmq.v2.Resource.encode(message.topic, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.entries != null && message.entries.length)
						for (let i = 0; i < message.entries.length; ++i)
							$root.apache.rocketmq.v2.AckMessageEntry.encode(message.entries[i], writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				AckMessageRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.AckMessageRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.topic = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								if (!(message.entries && message.entries.length))
									message.entries = [];
								message.entries.push($root.apache.rocketmq.v2.AckMessageEntry.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return AckMessageRequest;
			})();

			v2.AckMessageResultEntry = (function() {

				const AckMessageResultEntry = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				AckMessageResultEntry.prototype.messageId = "";
				AckMessageResultEntry.prototype.receiptHandle = "";
				AckMessageResultEntry.prototype.status = null;

				AckMessageResultEntry.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
						writer.uint32(10).string(message.messageId);
					if (message.receiptHandle != null && $Object.hasOwnProperty.call(message, "receiptHandle") && message.receiptHandle !== "")
						writer.uint32(18).string(message.receiptHandle);
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				AckMessageResultEntry.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.AckMessageResultEntry();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.messageId = value;
								else
									delete message.messageId;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.receiptHandle = value;
								else
									delete message.receiptHandle;
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return AckMessageResultEntry;
			})();

			v2.AckMessageResponse = (function() {

				const AckMessageResponse = function (properties) {
					this.entries = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				AckMessageResponse.prototype.status = null;
				AckMessageResponse.prototype.entries = $util.emptyArray;

				AckMessageResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.entries != null && message.entries.length)
						for (let i = 0; i < message.entries.length; ++i)
							$root.apache.rocketmq.v2.AckMessageResultEntry.encode(message.entries[i], writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				AckMessageResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.AckMessageResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if (!(message.entries && message.entries.length))
									message.entries = [];
								message.entries.push($root.apache.rocketmq.v2.AckMessageResultEntry.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return AckMessageResponse;
			})();

			v2.ForwardMessageToDeadLetterQueueRequest = (function() {

				const ForwardMessageToDeadLetterQueueRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ForwardMessageToDeadLetterQueueRequest.prototype.group = null;
				ForwardMessageToDeadLetterQueueRequest.prototype.topic = null;
				ForwardMessageToDeadLetterQueueRequest.prototype.receiptHandle = "";
				ForwardMessageToDeadLetterQueueRequest.prototype.messageId = "";
				ForwardMessageToDeadLetterQueueRequest.prototype.deliveryAttempt = 0;
				ForwardMessageToDeadLetterQueueRequest.prototype.maxDeliveryAttempts = 0;
				ForwardMessageToDeadLetterQueueRequest.prototype.liteTopic = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(ForwardMessageToDeadLetterQueueRequest.prototype, "_liteTopic", {
					get: $util.oneOfGetter($oneOfFields = ["liteTopic"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				ForwardMessageToDeadLetterQueueRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.apache.rocketmq.v2.Resource.encode(message.topic, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.receiptHandle != null && $Object.hasOwnProperty.call(message, "receiptHandle") && message.receiptHandle !== "")
						writer.uint32(26).string(message.receiptHandle);
					if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
						writer.uint32(34).string(message.messageId);
					if (message.deliveryAttempt != null && $Object.hasOwnProperty.call(message, "deliveryAttempt") && message.deliveryAttempt !== 0)
						writer.uint32(40).int32(message.deliveryAttempt);
					if (message.maxDeliveryAttempts != null && $Object.hasOwnProperty.call(message, "maxDeliveryAttempts") && message.maxDeliveryAttempts !== 0)
						writer.uint32(48).int32(message.maxDeliveryAttempts);
					if (message.liteTopic != null && $Object.hasOwnProperty.call(message, "liteTopic"))
						writer.uint32(58).string(message.liteTopic);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ForwardMessageToDeadLetterQueueRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.ForwardMessageToDeadLetterQueueRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.topic = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.receiptHandle = value;
								else
									delete message.receiptHandle;
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.messageId = value;
								else
									delete message.messageId;
								continue;
							}
						case 5: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.deliveryAttempt = value;
								else
									delete message.deliveryAttempt;
								continue;
							}
						case 6: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.maxDeliveryAttempts = value;
								else
									delete message.maxDeliveryAttempts;
								continue;
							}
						case 7: {
								if (wireType !== 2)
									break;
								message.liteTopic = reader.stringVerify();
								message._liteTopic = "liteTopic";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ForwardMessageToDeadLetterQueueRequest;
			})();

			v2.ForwardMessageToDeadLetterQueueResponse = (function() {

				const ForwardMessageToDeadLetterQueueResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ForwardMessageToDeadLetterQueueResponse.prototype.status = null;

				ForwardMessageToDeadLetterQueueResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ForwardMessageToDeadLetterQueueResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.ForwardMessageToDeadLetterQueueResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ForwardMessageToDeadLetterQueueResponse;
			})();

			v2.HeartbeatRequest = (function() {

				const HeartbeatRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				HeartbeatRequest.prototype.group = null;
				HeartbeatRequest.prototype.clientType = 0;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(HeartbeatRequest.prototype, "_group", {
					get: $util.oneOfGetter($oneOfFields = ["group"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				HeartbeatRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.clientType != null && $Object.hasOwnProperty.call(message, "clientType") && message.clientType !== 0)
						writer.uint32(16).int32(message.clientType);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				HeartbeatRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.HeartbeatRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								message._group = "group";
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.clientType = value;
								else
									delete message.clientType;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return HeartbeatRequest;
			})();

			v2.HeartbeatResponse = (function() {

				const HeartbeatResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				HeartbeatResponse.prototype.status = null;

				HeartbeatResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				HeartbeatResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.HeartbeatResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return HeartbeatResponse;
			})();

			v2.EndTransactionRequest = (function() {

				const EndTransactionRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				EndTransactionRequest.prototype.topic = null;
				EndTransactionRequest.prototype.messageId = "";
				EndTransactionRequest.prototype.transactionId = "";
				EndTransactionRequest.prototype.resolution = 0;
				EndTransactionRequest.prototype.source = 0;
				EndTransactionRequest.prototype.traceContext = "";

				EndTransactionRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.apache.rocketmq.v2.Resource.encode(message.topic, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
						writer.uint32(18).string(message.messageId);
					if (message.transactionId != null && $Object.hasOwnProperty.call(message, "transactionId") && message.transactionId !== "")
						writer.uint32(26).string(message.transactionId);
					if (message.resolution != null && $Object.hasOwnProperty.call(message, "resolution") && message.resolution !== 0)
						writer.uint32(32).int32(message.resolution);
					if (message.source != null && $Object.hasOwnProperty.call(message, "source") && message.source !== 0)
						writer.uint32(40).int32(message.source);
					if (message.traceContext != null && $Object.hasOwnProperty.call(message, "traceContext") && message.traceContext !== "")
						writer.uint32(50).string(message.traceContext);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				EndTransactionRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.EndTransactionRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.topic = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.messageId = value;
								else
									delete message.messageId;
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.transactionId = value;
								else
									delete message.transactionId;
								continue;
							}
						case 4: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.resolution = value;
								else
									delete message.resolution;
								continue;
							}
						case 5: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.source = value;
								else
									delete message.source;
								continue;
							}
						case 6: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.traceContext = value;
								else
									delete message.traceContext;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return EndTransactionRequest;
			})();

			v2.EndTransactionResponse = (function() {

				const EndTransactionResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				EndTransactionResponse.prototype.status = null;

				EndTransactionResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				EndTransactionResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.EndTransactionResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return EndTransactionResponse;
			})();

			v2.PrintThreadStackTraceCommand = (function() {

				const PrintThreadStackTraceCommand = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				PrintThreadStackTraceCommand.prototype.nonce = "";

				PrintThreadStackTraceCommand.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
						writer.uint32(10).string(message.nonce);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				PrintThreadStackTraceCommand.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.PrintThreadStackTraceCommand();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.nonce = value;
								else
									delete message.nonce;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return PrintThreadStackTraceCommand;
			})();

			v2.ThreadStackTrace = (function() {

				const ThreadStackTrace = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ThreadStackTrace.prototype.nonce = "";
				ThreadStackTrace.prototype.threadStackTrace = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(ThreadStackTrace.prototype, "_threadStackTrace", {
					get: $util.oneOfGetter($oneOfFields = ["threadStackTrace"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				ThreadStackTrace.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
						writer.uint32(10).string(message.nonce);
					if (message.threadStackTrace != null && $Object.hasOwnProperty.call(message, "threadStackTrace"))
						writer.uint32(18).string(message.threadStackTrace);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ThreadStackTrace.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.ThreadStackTrace();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.nonce = value;
								else
									delete message.nonce;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.threadStackTrace = reader.stringVerify();
								message._threadStackTrace = "threadStackTrace";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ThreadStackTrace;
			})();

			v2.ReconnectEndpointsCommand = (function() {

				const ReconnectEndpointsCommand = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ReconnectEndpointsCommand.prototype.nonce = "";

				ReconnectEndpointsCommand.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
						writer.uint32(10).string(message.nonce);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ReconnectEndpointsCommand.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.ReconnectEndpointsCommand();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.nonce = value;
								else
									delete message.nonce;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ReconnectEndpointsCommand;
			})();

			v2.VerifyMessageCommand = (function() {

				const VerifyMessageCommand = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				VerifyMessageCommand.prototype.nonce = "";
				VerifyMessageCommand.prototype.message = null;

				VerifyMessageCommand.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
						writer.uint32(10).string(message.nonce);
					if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
						$root.apache.rocketmq.v2.Message.encode(message.message, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				VerifyMessageCommand.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.VerifyMessageCommand();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.nonce = value;
								else
									delete message.nonce;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.message = $root.apache.rocketmq.v2.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.message);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return VerifyMessageCommand;
			})();

			v2.VerifyMessageResult = (function() {

				const VerifyMessageResult = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				VerifyMessageResult.prototype.nonce = "";

				VerifyMessageResult.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
						writer.uint32(10).string(message.nonce);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				VerifyMessageResult.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.VerifyMessageResult();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.nonce = value;
								else
									delete message.nonce;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return VerifyMessageResult;
			})();

			v2.RecoverOrphanedTransactionCommand = (function() {

				const RecoverOrphanedTransactionCommand = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				RecoverOrphanedTransactionCommand.prototype.message = null;
				RecoverOrphanedTransactionCommand.prototype.transactionId = "";

				RecoverOrphanedTransactionCommand.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
						$root.apache.rocketmq.v2.Message.encode(message.message, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.transactionId != null && $Object.hasOwnProperty.call(message, "transactionId") && message.transactionId !== "")
						writer.uint32(18).string(message.transactionId);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				RecoverOrphanedTransactionCommand.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.RecoverOrphanedTransactionCommand();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.message = $root.apache.rocketmq.v2.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.message);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.transactionId = value;
								else
									delete message.transactionId;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return RecoverOrphanedTransactionCommand;
			})();

			v2.NotifyUnsubscribeLiteCommand = (function() {

				const NotifyUnsubscribeLiteCommand = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				NotifyUnsubscribeLiteCommand.prototype.liteTopic = "";

				NotifyUnsubscribeLiteCommand.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.liteTopic != null && $Object.hasOwnProperty.call(message, "liteTopic") && message.liteTopic !== "")
						writer.uint32(10).string(message.liteTopic);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				NotifyUnsubscribeLiteCommand.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.NotifyUnsubscribeLiteCommand();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.liteTopic = value;
								else
									delete message.liteTopic;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return NotifyUnsubscribeLiteCommand;
			})();

			v2.TelemetryCommand = (function() {

				const TelemetryCommand = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				TelemetryCommand.prototype.status = null;
				TelemetryCommand.prototype.settings = null;
				TelemetryCommand.prototype.threadStackTrace = null;
				TelemetryCommand.prototype.verifyMessageResult = null;
				TelemetryCommand.prototype.recoverOrphanedTransactionCommand = null;
				TelemetryCommand.prototype.printThreadStackTraceCommand = null;
				TelemetryCommand.prototype.verifyMessageCommand = null;
				TelemetryCommand.prototype.reconnectEndpointsCommand = null;
				TelemetryCommand.prototype.notifyUnsubscribeLiteCommand = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(TelemetryCommand.prototype, "_status", {
					get: $util.oneOfGetter($oneOfFields = ["status"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				$Object.defineProperty(TelemetryCommand.prototype, "command", {
					get: $util.oneOfGetter($oneOfFields = ["settings", "threadStackTrace", "verifyMessageResult", "recoverOrphanedTransactionCommand", "printThreadStackTraceCommand", "verifyMessageCommand", "reconnectEndpointsCommand", "notifyUnsubscribeLiteCommand"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				TelemetryCommand.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.settings != null && $Object.hasOwnProperty.call(message, "settings"))
						$root.apache.rocketmq.v2.Settings.encode(message.settings, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.threadStackTrace != null && $Object.hasOwnProperty.call(message, "threadStackTrace"))
						$root.apache.rocketmq.v2.ThreadStackTrace.encode(message.threadStackTrace, writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.verifyMessageResult != null && $Object.hasOwnProperty.call(message, "verifyMessageResult"))
						$root.apache.rocketmq.v2.VerifyMessageResult.encode(message.verifyMessageResult, writer.uint32(34).fork(), _depth + 1).ldelim();
					if (message.recoverOrphanedTransactionCommand != null && $Object.hasOwnProperty.call(message, "recoverOrphanedTransactionCommand"))
						$root.apache.rocketmq.v2.RecoverOrphanedTransactionCommand.encode(message.recoverOrphanedTransactionCommand, writer.uint32(42).fork(), _depth + 1).ldelim();
					if (message.printThreadStackTraceCommand != null && $Object.hasOwnProperty.call(message, "printThreadStackTraceCommand"))
						$root.apache.rocketmq.v2.PrintThreadStackTraceCommand.encode(message.printThreadStackTraceCommand, writer.uint32(50).fork(), _depth + 1).ldelim();
					if (message.verifyMessageCommand != null && $Object.hasOwnProperty.call(message, "verifyMessageCommand"))
						$root.apache.rocketmq.v2.VerifyMessageCommand.encode(message.verifyMessageCommand, writer.uint32(58).fork(), _depth + 1).ldelim();
					if (message.reconnectEndpointsCommand != null && $Object.hasOwnProperty.call(message, "reconnectEndpointsCommand"))
						$root.apache.rocketmq.v2.ReconnectEndpointsCommand.encode(message.reconnectEndpointsCommand, writer.uint32(66).fork(), _depth + 1).ldelim();
					if (message.notifyUnsubscribeLiteCommand != null && $Object.hasOwnProperty.call(message, "notifyUnsubscribeLiteCommand"))
						$root.apache.rocketmq.v2.NotifyUnsubscribeLiteCommand.encode(message.notifyUnsubscribeLiteCommand, writer.uint32(74).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				TelemetryCommand.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.TelemetryCommand();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								message._status = "status";
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.settings = $root.apache.rocketmq.v2.Settings.decode(reader, reader.size(), $undefined, _depth + 1, message.settings);
								message.command = "settings";
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.threadStackTrace = $root.apache.rocketmq.v2.ThreadStackTrace.decode(reader, reader.size(), $undefined, _depth + 1, message.threadStackTrace);
								message.command = "threadStackTrace";
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								message.verifyMessageResult = $root.apache.rocketmq.v2.VerifyMessageResult.decode(reader, reader.size(), $undefined, _depth + 1, message.verifyMessageResult);
								message.command = "verifyMessageResult";
								continue;
							}
						case 5: {
								if (wireType !== 2)
									break;
								message.recoverOrphanedTransactionCommand = $root.apache.rocketmq.v2.RecoverOrphanedTransactionCommand.decode(reader, reader.size(), $undefined, _depth + 1, message.recoverOrphanedTransactionCommand);
								message.command = "recoverOrphanedTransactionCommand";
								continue;
							}
						case 6: {
								if (wireType !== 2)
									break;
								message.printThreadStackTraceCommand = $root.apache.rocketmq.v2.PrintThreadStackTraceCommand.decode(reader, reader.size(), $undefined, _depth + 1, message.printThreadStackTraceCommand);
								message.command = "printThreadStackTraceCommand";
								continue;
							}
						case 7: {
								if (wireType !== 2)
									break;
								message.verifyMessageCommand = $root.apache.rocketmq.v2.VerifyMessageCommand.decode(reader, reader.size(), $undefined, _depth + 1, message.verifyMessageCommand);
								message.command = "verifyMessageCommand";
								continue;
							}
						case 8: {
								if (wireType !== 2)
									break;
								message.reconnectEndpointsCommand = $root.apache.rocketmq.v2.ReconnectEndpointsCommand.decode(reader, reader.size(), $undefined, _depth + 1, message.reconnectEndpointsCommand);
								message.command = "reconnectEndpointsCommand";
								continue;
							}
						case 9: {
								if (wireType !== 2)
									break;
								message.notifyUnsubscribeLiteCommand = $root.apache.rocketmq.v2.NotifyUnsubscribeLiteCommand.decode(reader, reader.size(), $undefined, _depth + 1, message.notifyUnsubscribeLiteCommand);
								message.command = "notifyUnsubscribeLiteCommand";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return TelemetryCommand;
			})();

			v2.NotifyClientTerminationRequest = (function() {

				const NotifyClientTerminationRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				NotifyClientTerminationRequest.prototype.group = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(NotifyClientTerminationRequest.prototype, "_group", {
					get: $util.oneOfGetter($oneOfFields = ["group"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				NotifyClientTerminationRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				NotifyClientTerminationRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.NotifyClientTerminationRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								message._group = "group";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return NotifyClientTerminationRequest;
			})();

			v2.NotifyClientTerminationResponse = (function() {

				const NotifyClientTerminationResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				NotifyClientTerminationResponse.prototype.status = null;

				NotifyClientTerminationResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				NotifyClientTerminationResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.NotifyClientTerminationResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return NotifyClientTerminationResponse;
			})();

			v2.ChangeInvisibleDurationRequest = (function() {

				const ChangeInvisibleDurationRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ChangeInvisibleDurationRequest.prototype.group = null;
				ChangeInvisibleDurationRequest.prototype.topic = null;
				ChangeInvisibleDurationRequest.prototype.receiptHandle = "";
				ChangeInvisibleDurationRequest.prototype.invisibleDuration = null;
				ChangeInvisibleDurationRequest.prototype.messageId = "";
				ChangeInvisibleDurationRequest.prototype.liteTopic = null;
				ChangeInvisibleDurationRequest.prototype.suspend = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(ChangeInvisibleDurationRequest.prototype, "_liteTopic", {
					get: $util.oneOfGetter($oneOfFields = ["liteTopic"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(ChangeInvisibleDurationRequest.prototype, "_suspend", {
					get: $util.oneOfGetter($oneOfFields = ["suspend"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				ChangeInvisibleDurationRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.apache.rocketmq.v2.Resource.encode(message.topic, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.receiptHandle != null && $Object.hasOwnProperty.call(message, "receiptHandle") && message.receiptHandle !== "")
						writer.uint32(26).string(message.receiptHandle);
					if (message.invisibleDuration != null && $Object.hasOwnProperty.call(message, "invisibleDuration"))
						$root.google.protobuf.Duration.encode(message.invisibleDuration, writer.uint32(34).fork(), _depth + 1).ldelim();
					if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
						writer.uint32(42).string(message.messageId);
					if (message.liteTopic != null && $Object.hasOwnProperty.call(message, "liteTopic"))
						writer.uint32(50).string(message.liteTopic);
					if (message.suspend != null && $Object.hasOwnProperty.call(message, "suspend"))
						writer.uint32(56).bool(message.suspend);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ChangeInvisibleDurationRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.ChangeInvisibleDurationRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.topic = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.receiptHandle = value;
								else
									delete message.receiptHandle;
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								message.invisibleDuration = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.invisibleDuration);
								continue;
							}
						case 5: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.messageId = value;
								else
									delete message.messageId;
								continue;
							}
						case 6: {
								if (wireType !== 2)
									break;
								message.liteTopic = reader.stringVerify();
								message._liteTopic = "liteTopic";
								continue;
							}
						case 7: {
								if (wireType !== 0)
									break;
								message.suspend = reader.bool();
								message._suspend = "suspend";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ChangeInvisibleDurationRequest;
			})();

			v2.ChangeInvisibleDurationResponse = (function() {

				const ChangeInvisibleDurationResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ChangeInvisibleDurationResponse.prototype.status = null;
				ChangeInvisibleDurationResponse.prototype.receiptHandle = "";

				ChangeInvisibleDurationResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.receiptHandle != null && $Object.hasOwnProperty.call(message, "receiptHandle") && message.receiptHandle !== "")
						writer.uint32(18).string(message.receiptHandle);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ChangeInvisibleDurationResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.ChangeInvisibleDurationResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.receiptHandle = value;
								else
									delete message.receiptHandle;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ChangeInvisibleDurationResponse;
			})();

			v2.PullMessageRequest = (function() {

				const PullMessageRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				PullMessageRequest.prototype.group = null;
				PullMessageRequest.prototype.messageQueue = null;
				PullMessageRequest.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
				PullMessageRequest.prototype.batchSize = 0;
				PullMessageRequest.prototype.filterExpression = null;
				PullMessageRequest.prototype.longPollingTimeout = null;

				PullMessageRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.messageQueue != null && $Object.hasOwnProperty.call(message, "messageQueue"))
						$root.apache.rocketmq.v2.MessageQueue.encode(message.messageQueue, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
						writer.uint32(24).int64(message.offset);
					if (message.batchSize != null && $Object.hasOwnProperty.call(message, "batchSize") && message.batchSize !== 0)
						writer.uint32(32).int32(message.batchSize);
					if (message.filterExpression != null && $Object.hasOwnProperty.call(message, "filterExpression"))
						$root.apache.rocketmq.v2.FilterExpression.encode(message.filterExpression, writer.uint32(42).fork(), _depth + 1).ldelim();
					if (message.longPollingTimeout != null && $Object.hasOwnProperty.call(message, "longPollingTimeout"))
						$root.google.protobuf.Duration.encode(message.longPollingTimeout, writer.uint32(50).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				PullMessageRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.PullMessageRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.messageQueue = $root.apache.rocketmq.v2.MessageQueue.decode(reader, reader.size(), $undefined, _depth + 1, message.messageQueue);
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.offset = value;
								else
									delete message.offset;
								continue;
							}
						case 4: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.batchSize = value;
								else
									delete message.batchSize;
								continue;
							}
						case 5: {
								if (wireType !== 2)
									break;
								message.filterExpression = $root.apache.rocketmq.v2.FilterExpression.decode(reader, reader.size(), $undefined, _depth + 1, message.filterExpression);
								continue;
							}
						case 6: {
								if (wireType !== 2)
									break;
								message.longPollingTimeout = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.longPollingTimeout);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return PullMessageRequest;
			})();

			v2.PullMessageResponse = (function() {

				const PullMessageResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				PullMessageResponse.prototype.status = null;
				PullMessageResponse.prototype.message = null;
				PullMessageResponse.prototype.nextOffset = null;

				let $oneOfFields;

				$Object.defineProperty(PullMessageResponse.prototype, "content", {
					get: $util.oneOfGetter($oneOfFields = ["status", "message", "nextOffset"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				PullMessageResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
						$root.apache.rocketmq.v2.Message.encode(message.message, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.nextOffset != null && $Object.hasOwnProperty.call(message, "nextOffset"))
						writer.uint32(24).int64(message.nextOffset);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				PullMessageResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.PullMessageResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								message.content = "status";
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.message = $root.apache.rocketmq.v2.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.message);
								message.content = "message";
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								message.nextOffset = reader.int64();
								message.content = "nextOffset";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return PullMessageResponse;
			})();

			v2.UpdateOffsetRequest = (function() {

				const UpdateOffsetRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				UpdateOffsetRequest.prototype.group = null;
				UpdateOffsetRequest.prototype.messageQueue = null;
				UpdateOffsetRequest.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

				UpdateOffsetRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.messageQueue != null && $Object.hasOwnProperty.call(message, "messageQueue"))
						$root.apache.rocketmq.v2.MessageQueue.encode(message.messageQueue, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
						writer.uint32(24).int64(message.offset);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				UpdateOffsetRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.UpdateOffsetRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.messageQueue = $root.apache.rocketmq.v2.MessageQueue.decode(reader, reader.size(), $undefined, _depth + 1, message.messageQueue);
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.offset = value;
								else
									delete message.offset;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return UpdateOffsetRequest;
			})();

			v2.UpdateOffsetResponse = (function() {

				const UpdateOffsetResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				UpdateOffsetResponse.prototype.status = null;

				UpdateOffsetResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				UpdateOffsetResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.UpdateOffsetResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return UpdateOffsetResponse;
			})();

			v2.GetOffsetRequest = (function() {

				const GetOffsetRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				GetOffsetRequest.prototype.group = null;
				GetOffsetRequest.prototype.messageQueue = null;

				GetOffsetRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.messageQueue != null && $Object.hasOwnProperty.call(message, "messageQueue"))
						$root.apache.rocketmq.v2.MessageQueue.encode(message.messageQueue, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				GetOffsetRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.GetOffsetRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.messageQueue = $root.apache.rocketmq.v2.MessageQueue.decode(reader, reader.size(), $undefined, _depth + 1, message.messageQueue);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return GetOffsetRequest;
			})();

			v2.GetOffsetResponse = (function() {

				const GetOffsetResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				GetOffsetResponse.prototype.status = null;
				GetOffsetResponse.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

				GetOffsetResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
						writer.uint32(16).int64(message.offset);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				GetOffsetResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.GetOffsetResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.offset = value;
								else
									delete message.offset;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return GetOffsetResponse;
			})();

			v2.QueryOffsetRequest = (function() {

				const QueryOffsetRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				QueryOffsetRequest.prototype.messageQueue = null;
				QueryOffsetRequest.prototype.queryOffsetPolicy = 0;
				QueryOffsetRequest.prototype.timestamp = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(QueryOffsetRequest.prototype, "_timestamp", {
					get: $util.oneOfGetter($oneOfFields = ["timestamp"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				QueryOffsetRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.messageQueue != null && $Object.hasOwnProperty.call(message, "messageQueue"))
						$root.apache.rocketmq.v2.MessageQueue.encode(message.messageQueue, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.queryOffsetPolicy != null && $Object.hasOwnProperty.call(message, "queryOffsetPolicy") && message.queryOffsetPolicy !== 0)
						writer.uint32(16).int32(message.queryOffsetPolicy);
					if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
						$root.google.protobuf.Timestamp.encode(message.timestamp, writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				QueryOffsetRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.QueryOffsetRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.messageQueue = $root.apache.rocketmq.v2.MessageQueue.decode(reader, reader.size(), $undefined, _depth + 1, message.messageQueue);
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.queryOffsetPolicy = value;
								else
									delete message.queryOffsetPolicy;
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.timestamp = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.timestamp);
								message._timestamp = "timestamp";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return QueryOffsetRequest;
			})();

			v2.QueryOffsetResponse = (function() {

				const QueryOffsetResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				QueryOffsetResponse.prototype.status = null;
				QueryOffsetResponse.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

				QueryOffsetResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
						writer.uint32(16).int64(message.offset);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				QueryOffsetResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.QueryOffsetResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.offset = value;
								else
									delete message.offset;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return QueryOffsetResponse;
			})();

			v2.RecallMessageRequest = (function() {

				const RecallMessageRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				RecallMessageRequest.prototype.topic = null;
				RecallMessageRequest.prototype.recallHandle = "";

				RecallMessageRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.apache.rocketmq.v2.Resource.encode(message.topic, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.recallHandle != null && $Object.hasOwnProperty.call(message, "recallHandle") && message.recallHandle !== "")
						writer.uint32(18).string(message.recallHandle);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				RecallMessageRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.RecallMessageRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.topic = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.recallHandle = value;
								else
									delete message.recallHandle;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return RecallMessageRequest;
			})();

			v2.RecallMessageResponse = (function() {

				const RecallMessageResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				RecallMessageResponse.prototype.status = null;
				RecallMessageResponse.prototype.messageId = "";

				RecallMessageResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.messageId != null && $Object.hasOwnProperty.call(message, "messageId") && message.messageId !== "")
						writer.uint32(18).string(message.messageId);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				RecallMessageResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.RecallMessageResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.messageId = value;
								else
									delete message.messageId;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return RecallMessageResponse;
			})();

			v2.LiteSubscriptionAction = (function() {
				const valuesById = $Object.create(null), values = $Object.create(valuesById);
				values[valuesById[0] = "PARTIAL_ADD"] = 0;
				values[valuesById[1] = "PARTIAL_REMOVE"] = 1;
				values[valuesById[2] = "COMPLETE_ADD"] = 2;
				values[valuesById[3] = "COMPLETE_REMOVE"] = 3;
				return values;
			})();

			v2.SyncLiteSubscriptionRequest = (function() {

				const SyncLiteSubscriptionRequest = function (properties) {
					this.liteTopicSet = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				SyncLiteSubscriptionRequest.prototype.action = 0;
				SyncLiteSubscriptionRequest.prototype.topic = null;
				SyncLiteSubscriptionRequest.prototype.group = null;
				SyncLiteSubscriptionRequest.prototype.liteTopicSet = $util.emptyArray;
				SyncLiteSubscriptionRequest.prototype.version = null;
				SyncLiteSubscriptionRequest.prototype.offsetOption = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SyncLiteSubscriptionRequest.prototype, "_version", {
					get: $util.oneOfGetter($oneOfFields = ["version"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(SyncLiteSubscriptionRequest.prototype, "_offsetOption", {
					get: $util.oneOfGetter($oneOfFields = ["offsetOption"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				SyncLiteSubscriptionRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== 0)
						writer.uint32(8).int32(message.action);
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.apache.rocketmq.v2.Resource.encode(message.topic, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.apache.rocketmq.v2.Resource.encode(message.group, writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.liteTopicSet != null && message.liteTopicSet.length)
						for (let i = 0; i < message.liteTopicSet.length; ++i)
							writer.uint32(34).string(message.liteTopicSet[i]);
					if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
						writer.uint32(40).int64(message.version);
					if (message.offsetOption != null && $Object.hasOwnProperty.call(message, "offsetOption"))
						$root.apache.rocketmq.v2.OffsetOption.encode(message.offsetOption, writer.uint32(50).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				SyncLiteSubscriptionRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.SyncLiteSubscriptionRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.action = value;
								else
									delete message.action;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.topic = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								message.group = $root.apache.rocketmq.v2.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								if (!(message.liteTopicSet && message.liteTopicSet.length))
									message.liteTopicSet = [];
								message.liteTopicSet.push(reader.stringVerify());
								continue;
							}
						case 5: {
								if (wireType !== 0)
									break;
								message.version = reader.int64();
								message._version = "version";
								continue;
							}
						case 6: {
								if (wireType !== 2)
									break;
								message.offsetOption = $root.apache.rocketmq.v2.OffsetOption.decode(reader, reader.size(), $undefined, _depth + 1, message.offsetOption);
								message._offsetOption = "offsetOption";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return SyncLiteSubscriptionRequest;
			})();

			v2.SyncLiteSubscriptionResponse = (function() {

				const SyncLiteSubscriptionResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				SyncLiteSubscriptionResponse.prototype.status = null;

				SyncLiteSubscriptionResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				SyncLiteSubscriptionResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.apache.rocketmq.v2.SyncLiteSubscriptionResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return SyncLiteSubscriptionResponse;
			})();

			return v2;
		})();

		return rocketmq;
	})();

	return apache;
})();

const google = $root.google = (() => {

	const google = {};

	google.protobuf = (function() {

		const protobuf = {};

		protobuf.Duration = (function() {

			const Duration = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			Duration.prototype.seconds = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
			Duration.prototype.nanos = 0;

			Duration.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds") && (typeof message.seconds === "object" ? message.seconds.low || message.seconds.high : message.seconds !== 0))
					writer.uint32(8).int64(message.seconds);
				if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
					writer.uint32(16).int32(message.nanos);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			Duration.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message, value;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.google.protobuf.Duration();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 0)
								break;
							if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
								message.seconds = value;
							else
								delete message.seconds;
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							if (value = reader.int32())
								message.nanos = value;
							else
								delete message.nanos;
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return Duration;
		})();

		protobuf.Timestamp = (function() {

			const Timestamp = function (properties) {
				if (properties)
					for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
						if (properties[keys[i]] != null && keys[i] !== "__proto__")
							this[keys[i]] = properties[keys[i]];
			};

			Timestamp.prototype.seconds = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
			Timestamp.prototype.nanos = 0;

			Timestamp.encode = function (message, writer, _depth) {
				if (!writer)
					writer = $Writer.create();
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $util.recursionLimit)
					throw $Error("max depth exceeded");
				if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds") && (typeof message.seconds === "object" ? message.seconds.low || message.seconds.high : message.seconds !== 0))
					writer.uint32(8).int64(message.seconds);
				if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
					writer.uint32(16).int32(message.nanos);
				if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
					for (let i = 0; i < message.$unknowns.length; ++i)
						writer.raw(message.$unknowns[i]);
				return writer;
			};

			Timestamp.decode = function (reader, length, _end, _depth, _target) {
				if (!(reader instanceof $Reader))
					reader = $Reader.create(reader);
				if (_depth === $undefined)
					_depth = 0;
				if (_depth > $Reader.recursionLimit)
					throw $Error("max depth exceeded");
				let end, message, value;
				if (length === $undefined)
					end = reader.len;
				else {
					end = reader.pos + length;
					if (end > reader.len)
						throw $RangeError("index out of range");
					length = reader.len;
					reader.len = end;
				}
				message = _target || new $root.google.protobuf.Timestamp();
				while (reader.pos < end) {
					let start = reader.pos;
					let tag = reader.tag();
					if (tag === _end) {
						_end = $undefined;
						break;
					}
					let wireType = tag & 7;
					switch (tag >>>= 3) {
					case 1: {
							if (wireType !== 0)
								break;
							if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
								message.seconds = value;
							else
								delete message.seconds;
							continue;
						}
					case 2: {
							if (wireType !== 0)
								break;
							if (value = reader.int32())
								message.nanos = value;
							else
								delete message.nanos;
							continue;
						}
					}
					reader.skipType(wireType, _depth, tag);
					if (!reader.discardUnknown) {
						$util.makeProp(message, "$unknowns", false);
						(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
					}
				}
				if (length !== $undefined) {
					if (reader.pos !== end)
						throw $RangeError("index out of range");
					reader.len = length;
				}
				if (_end !== $undefined)
					throw $Error("missing end group");
				return message;
			};

			return Timestamp;
		})();

		return protobuf;
	})();

	return google;
})();

const pocketmq = $root.pocketmq = (() => {

	const pocketmq = {};

	pocketmq.admin = (function() {

		const admin = {};

		admin.v1 = (function() {

			const v1 = {};

			v1.Topic = (function() {

				const Topic = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Topic.prototype.name = "";
				Topic.prototype.type = "";
				Topic.prototype.readQueues = 0;
				Topic.prototype.writeQueues = 0;
				Topic.prototype.readable = false;
				Topic.prototype.writable = false;

				Topic.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
						writer.uint32(10).string(message.name);
					if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
						writer.uint32(18).string(message.type);
					if (message.readQueues != null && $Object.hasOwnProperty.call(message, "readQueues") && message.readQueues !== 0)
						writer.uint32(24).int32(message.readQueues);
					if (message.writeQueues != null && $Object.hasOwnProperty.call(message, "writeQueues") && message.writeQueues !== 0)
						writer.uint32(32).int32(message.writeQueues);
					if (message.readable != null && $Object.hasOwnProperty.call(message, "readable") && message.readable !== false)
						writer.uint32(40).bool(message.readable);
					if (message.writable != null && $Object.hasOwnProperty.call(message, "writable") && message.writable !== false)
						writer.uint32(48).bool(message.writable);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Topic.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.Topic();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.name = value;
								else
									delete message.name;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.type = value;
								else
									delete message.type;
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.readQueues = value;
								else
									delete message.readQueues;
								continue;
							}
						case 4: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.writeQueues = value;
								else
									delete message.writeQueues;
								continue;
							}
						case 5: {
								if (wireType !== 0)
									break;
								if (value = reader.bool())
									message.readable = value;
								else
									delete message.readable;
								continue;
							}
						case 6: {
								if (wireType !== 0)
									break;
								if (value = reader.bool())
									message.writable = value;
								else
									delete message.writable;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Topic;
			})();

			v1.CreateTopicRequest = (function() {

				const CreateTopicRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				CreateTopicRequest.prototype.name = "";
				CreateTopicRequest.prototype.type = "";
				CreateTopicRequest.prototype.queues = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(CreateTopicRequest.prototype, "_queues", {
					get: $util.oneOfGetter($oneOfFields = ["queues"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				CreateTopicRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
						writer.uint32(10).string(message.name);
					if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
						writer.uint32(18).string(message.type);
					if (message.queues != null && $Object.hasOwnProperty.call(message, "queues"))
						writer.uint32(24).int32(message.queues);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				CreateTopicRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.CreateTopicRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.name = value;
								else
									delete message.name;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.type = value;
								else
									delete message.type;
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								message.queues = reader.int32();
								message._queues = "queues";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return CreateTopicRequest;
			})();

			v1.CreateTopicResponse = (function() {

				const CreateTopicResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				CreateTopicResponse.prototype.status = null;
				CreateTopicResponse.prototype.topic = null;
				CreateTopicResponse.prototype.created = false;

				CreateTopicResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.pocketmq.admin.v1.Topic.encode(message.topic, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.created != null && $Object.hasOwnProperty.call(message, "created") && message.created !== false)
						writer.uint32(24).bool(message.created);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				CreateTopicResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.CreateTopicResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.topic = $root.pocketmq.admin.v1.Topic.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								if (value = reader.bool())
									message.created = value;
								else
									delete message.created;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return CreateTopicResponse;
			})();

			v1.ListTopicsRequest = (function() {

				const ListTopicsRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ListTopicsRequest.prototype.includeInternal = false;

				ListTopicsRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.includeInternal != null && $Object.hasOwnProperty.call(message, "includeInternal") && message.includeInternal !== false)
						writer.uint32(8).bool(message.includeInternal);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ListTopicsRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.ListTopicsRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								if (value = reader.bool())
									message.includeInternal = value;
								else
									delete message.includeInternal;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ListTopicsRequest;
			})();

			v1.ListTopicsResponse = (function() {

				const ListTopicsResponse = function (properties) {
					this.topics = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ListTopicsResponse.prototype.status = null;
				ListTopicsResponse.prototype.topics = $util.emptyArray;

				ListTopicsResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.topics != null && message.topics.length)
						for (let i = 0; i < message.topics.length; ++i)
							$root.pocketmq.admin.v1.Topic.encode(message.topics[i], writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ListTopicsResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.ListTopicsResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if (!(message.topics && message.topics.length))
									message.topics = [];
								message.topics.push($root.pocketmq.admin.v1.Topic.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ListTopicsResponse;
			})();

			v1.DescribeTopicRequest = (function() {

				const DescribeTopicRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				DescribeTopicRequest.prototype.name = "";

				DescribeTopicRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
						writer.uint32(10).string(message.name);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				DescribeTopicRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.DescribeTopicRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.name = value;
								else
									delete message.name;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return DescribeTopicRequest;
			})();

			v1.Queue = (function() {

				const Queue = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Queue.prototype.id = 0;
				Queue.prototype.minOffset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
				Queue.prototype.maxOffset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

				Queue.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
						writer.uint32(8).int32(message.id);
					if (message.minOffset != null && $Object.hasOwnProperty.call(message, "minOffset") && (typeof message.minOffset === "object" ? message.minOffset.low || message.minOffset.high : message.minOffset !== 0))
						writer.uint32(16).int64(message.minOffset);
					if (message.maxOffset != null && $Object.hasOwnProperty.call(message, "maxOffset") && (typeof message.maxOffset === "object" ? message.maxOffset.low || message.maxOffset.high : message.maxOffset !== 0))
						writer.uint32(24).int64(message.maxOffset);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Queue.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.Queue();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.id = value;
								else
									delete message.id;
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.minOffset = value;
								else
									delete message.minOffset;
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.maxOffset = value;
								else
									delete message.maxOffset;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Queue;
			})();

			v1.DescribeTopicResponse = (function() {

				const DescribeTopicResponse = function (properties) {
					this.queues = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				DescribeTopicResponse.prototype.status = null;
				DescribeTopicResponse.prototype.topic = null;
				DescribeTopicResponse.prototype.queues = $util.emptyArray;

				DescribeTopicResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic"))
						$root.pocketmq.admin.v1.Topic.encode(message.topic, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.queues != null && message.queues.length)
						for (let i = 0; i < message.queues.length; ++i)
							$root.pocketmq.admin.v1.Queue.encode(message.queues[i], writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				DescribeTopicResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.DescribeTopicResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.topic = $root.pocketmq.admin.v1.Topic.decode(reader, reader.size(), $undefined, _depth + 1, message.topic);
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								if (!(message.queues && message.queues.length))
									message.queues = [];
								message.queues.push($root.pocketmq.admin.v1.Queue.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return DescribeTopicResponse;
			})();

			v1.Group = (function() {

				const Group = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Group.prototype.name = "";
				Group.prototype.orderly = false;
				Group.prototype.maxAttempts = 0;
				Group.prototype.consumeEnabled = false;

				Group.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
						writer.uint32(10).string(message.name);
					if (message.orderly != null && $Object.hasOwnProperty.call(message, "orderly") && message.orderly !== false)
						writer.uint32(16).bool(message.orderly);
					if (message.maxAttempts != null && $Object.hasOwnProperty.call(message, "maxAttempts") && message.maxAttempts !== 0)
						writer.uint32(24).int32(message.maxAttempts);
					if (message.consumeEnabled != null && $Object.hasOwnProperty.call(message, "consumeEnabled") && message.consumeEnabled !== false)
						writer.uint32(32).bool(message.consumeEnabled);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Group.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.Group();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.name = value;
								else
									delete message.name;
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (value = reader.bool())
									message.orderly = value;
								else
									delete message.orderly;
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.maxAttempts = value;
								else
									delete message.maxAttempts;
								continue;
							}
						case 4: {
								if (wireType !== 0)
									break;
								if (value = reader.bool())
									message.consumeEnabled = value;
								else
									delete message.consumeEnabled;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Group;
			})();

			v1.CreateGroupRequest = (function() {

				const CreateGroupRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				CreateGroupRequest.prototype.name = "";
				CreateGroupRequest.prototype.orderly = false;
				CreateGroupRequest.prototype.maxAttempts = null;

				let $oneOfFields;

				// Virtual OneOf for proto3 optional field
				$Object.defineProperty(CreateGroupRequest.prototype, "_maxAttempts", {
					get: $util.oneOfGetter($oneOfFields = ["maxAttempts"]),
					set: $util.oneOfSetter($oneOfFields)
				});

				CreateGroupRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
						writer.uint32(10).string(message.name);
					if (message.orderly != null && $Object.hasOwnProperty.call(message, "orderly") && message.orderly !== false)
						writer.uint32(16).bool(message.orderly);
					if (message.maxAttempts != null && $Object.hasOwnProperty.call(message, "maxAttempts"))
						writer.uint32(24).int32(message.maxAttempts);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				CreateGroupRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.CreateGroupRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.name = value;
								else
									delete message.name;
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (value = reader.bool())
									message.orderly = value;
								else
									delete message.orderly;
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								message.maxAttempts = reader.int32();
								message._maxAttempts = "maxAttempts";
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return CreateGroupRequest;
			})();

			v1.CreateGroupResponse = (function() {

				const CreateGroupResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				CreateGroupResponse.prototype.status = null;
				CreateGroupResponse.prototype.group = null;
				CreateGroupResponse.prototype.created = false;

				CreateGroupResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.pocketmq.admin.v1.Group.encode(message.group, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.created != null && $Object.hasOwnProperty.call(message, "created") && message.created !== false)
						writer.uint32(24).bool(message.created);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				CreateGroupResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.CreateGroupResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.group = $root.pocketmq.admin.v1.Group.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								if (value = reader.bool())
									message.created = value;
								else
									delete message.created;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return CreateGroupResponse;
			})();

			v1.ListGroupsRequest = (function() {

				const ListGroupsRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ListGroupsRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ListGroupsRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.ListGroupsRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						reader.skipType(tag & 7, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ListGroupsRequest;
			})();

			v1.ListGroupsResponse = (function() {

				const ListGroupsResponse = function (properties) {
					this.groups = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				ListGroupsResponse.prototype.status = null;
				ListGroupsResponse.prototype.groups = $util.emptyArray;

				ListGroupsResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.groups != null && message.groups.length)
						for (let i = 0; i < message.groups.length; ++i)
							$root.pocketmq.admin.v1.Group.encode(message.groups[i], writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				ListGroupsResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.ListGroupsResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if (!(message.groups && message.groups.length))
									message.groups = [];
								message.groups.push($root.pocketmq.admin.v1.Group.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return ListGroupsResponse;
			})();

			v1.DescribeGroupRequest = (function() {

				const DescribeGroupRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				DescribeGroupRequest.prototype.name = "";

				DescribeGroupRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
						writer.uint32(10).string(message.name);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				DescribeGroupRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.DescribeGroupRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.name = value;
								else
									delete message.name;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return DescribeGroupRequest;
			})();

			v1.QueueProgress = (function() {

				const QueueProgress = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				QueueProgress.prototype.topic = "";
				QueueProgress.prototype.queueId = 0;
				QueueProgress.prototype.committedOffset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
				QueueProgress.prototype.minOffset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
				QueueProgress.prototype.maxOffset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
				QueueProgress.prototype.lag = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
				QueueProgress.prototype.inFlight = 0;

				QueueProgress.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
						writer.uint32(10).string(message.topic);
					if (message.queueId != null && $Object.hasOwnProperty.call(message, "queueId") && message.queueId !== 0)
						writer.uint32(16).int32(message.queueId);
					if (message.committedOffset != null && $Object.hasOwnProperty.call(message, "committedOffset") && (typeof message.committedOffset === "object" ? message.committedOffset.low || message.committedOffset.high : message.committedOffset !== 0))
						writer.uint32(24).int64(message.committedOffset);
					if (message.minOffset != null && $Object.hasOwnProperty.call(message, "minOffset") && (typeof message.minOffset === "object" ? message.minOffset.low || message.minOffset.high : message.minOffset !== 0))
						writer.uint32(32).int64(message.minOffset);
					if (message.maxOffset != null && $Object.hasOwnProperty.call(message, "maxOffset") && (typeof message.maxOffset === "object" ? message.maxOffset.low || message.maxOffset.high : message.maxOffset !== 0))
						writer.uint32(40).int64(message.maxOffset);
					if (message.lag != null && $Object.hasOwnProperty.call(message, "lag") && (typeof message.lag === "object" ? message.lag.low || message.lag.high : message.lag !== 0))
						writer.uint32(48).int64(message.lag);
					if (message.inFlight != null && $Object.hasOwnProperty.call(message, "inFlight") && message.inFlight !== 0)
						writer.uint32(56).int32(message.inFlight);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				QueueProgress.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.QueueProgress();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.topic = value;
								else
									delete message.topic;
								continue;
							}
						case 2: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.queueId = value;
								else
									delete message.queueId;
								continue;
							}
						case 3: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.committedOffset = value;
								else
									delete message.committedOffset;
								continue;
							}
						case 4: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.minOffset = value;
								else
									delete message.minOffset;
								continue;
							}
						case 5: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.maxOffset = value;
								else
									delete message.maxOffset;
								continue;
							}
						case 6: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.lag = value;
								else
									delete message.lag;
								continue;
							}
						case 7: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.inFlight = value;
								else
									delete message.inFlight;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return QueueProgress;
			})();

			v1.Client = (function() {

				const Client = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				Client.prototype.id = "";
				Client.prototype.type = "";
				Client.prototype.language = "";
				Client.prototype.version = "";
				Client.prototype.lastSeenMsAgo = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

				Client.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
						writer.uint32(10).string(message.id);
					if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
						writer.uint32(18).string(message.type);
					if (message.language != null && $Object.hasOwnProperty.call(message, "language") && message.language !== "")
						writer.uint32(26).string(message.language);
					if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
						writer.uint32(34).string(message.version);
					if (message.lastSeenMsAgo != null && $Object.hasOwnProperty.call(message, "lastSeenMsAgo") && (typeof message.lastSeenMsAgo === "object" ? message.lastSeenMsAgo.low || message.lastSeenMsAgo.high : message.lastSeenMsAgo !== 0))
						writer.uint32(40).int64(message.lastSeenMsAgo);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				Client.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.Client();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.id = value;
								else
									delete message.id;
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.type = value;
								else
									delete message.type;
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.language = value;
								else
									delete message.language;
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.version = value;
								else
									delete message.version;
								continue;
							}
						case 5: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.lastSeenMsAgo = value;
								else
									delete message.lastSeenMsAgo;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return Client;
			})();

			v1.DescribeGroupResponse = (function() {

				const DescribeGroupResponse = function (properties) {
					this.queues = [];
					this.clients = [];
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				DescribeGroupResponse.prototype.status = null;
				DescribeGroupResponse.prototype.group = null;
				DescribeGroupResponse.prototype.queues = $util.emptyArray;
				DescribeGroupResponse.prototype.clients = $util.emptyArray;

				DescribeGroupResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.group != null && $Object.hasOwnProperty.call(message, "group"))
						$root.pocketmq.admin.v1.Group.encode(message.group, writer.uint32(18).fork(), _depth + 1).ldelim();
					if (message.queues != null && message.queues.length)
						for (let i = 0; i < message.queues.length; ++i)
							$root.pocketmq.admin.v1.QueueProgress.encode(message.queues[i], writer.uint32(26).fork(), _depth + 1).ldelim();
					if (message.clients != null && message.clients.length)
						for (let i = 0; i < message.clients.length; ++i)
							$root.pocketmq.admin.v1.Client.encode(message.clients[i], writer.uint32(34).fork(), _depth + 1).ldelim();
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				DescribeGroupResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.DescribeGroupResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								message.group = $root.pocketmq.admin.v1.Group.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								if (!(message.queues && message.queues.length))
									message.queues = [];
								message.queues.push($root.pocketmq.admin.v1.QueueProgress.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								if (!(message.clients && message.clients.length))
									message.clients = [];
								message.clients.push($root.pocketmq.admin.v1.Client.decode(reader, reader.size(), $undefined, _depth + 1));
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return DescribeGroupResponse;
			})();

			v1.GetServerInfoRequest = (function() {

				const GetServerInfoRequest = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				GetServerInfoRequest.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				GetServerInfoRequest.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.GetServerInfoRequest();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						reader.skipType(tag & 7, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return GetServerInfoRequest;
			})();

			v1.GetServerInfoResponse = (function() {

				const GetServerInfoResponse = function (properties) {
					if (properties)
						for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
							if (properties[keys[i]] != null && keys[i] !== "__proto__")
								this[keys[i]] = properties[keys[i]];
				};

				GetServerInfoResponse.prototype.status = null;
				GetServerInfoResponse.prototype.version = "";
				GetServerInfoResponse.prototype.brokerName = "";
				GetServerInfoResponse.prototype.flushMode = "";
				GetServerInfoResponse.prototype.unflushedBytes = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
				GetServerInfoResponse.prototype.unflushedMessages = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
				GetServerInfoResponse.prototype.unflushedAgeMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
				GetServerInfoResponse.prototype.topics = 0;
				GetServerInfoResponse.prototype.groups = 0;
				GetServerInfoResponse.prototype.clients = 0;
				GetServerInfoResponse.prototype.uptimeMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

				GetServerInfoResponse.encode = function (message, writer, _depth) {
					if (!writer)
						writer = $Writer.create();
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $util.recursionLimit)
						throw $Error("max depth exceeded");
					if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
						$root.apache.rocketmq.v2.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
					if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
						writer.uint32(18).string(message.version);
					if (message.brokerName != null && $Object.hasOwnProperty.call(message, "brokerName") && message.brokerName !== "")
						writer.uint32(26).string(message.brokerName);
					if (message.flushMode != null && $Object.hasOwnProperty.call(message, "flushMode") && message.flushMode !== "")
						writer.uint32(34).string(message.flushMode);
					if (message.unflushedBytes != null && $Object.hasOwnProperty.call(message, "unflushedBytes") && (typeof message.unflushedBytes === "object" ? message.unflushedBytes.low || message.unflushedBytes.high : message.unflushedBytes !== 0))
						writer.uint32(40).int64(message.unflushedBytes);
					if (message.unflushedMessages != null && $Object.hasOwnProperty.call(message, "unflushedMessages") && (typeof message.unflushedMessages === "object" ? message.unflushedMessages.low || message.unflushedMessages.high : message.unflushedMessages !== 0))
						writer.uint32(48).int64(message.unflushedMessages);
					if (message.unflushedAgeMs != null && $Object.hasOwnProperty.call(message, "unflushedAgeMs") && (typeof message.unflushedAgeMs === "object" ? message.unflushedAgeMs.low || message.unflushedAgeMs.high : message.unflushedAgeMs !== 0))
						writer.uint32(56).int64(message.unflushedAgeMs);
					if (message.topics != null && $Object.hasOwnProperty.call(message, "topics") && message.topics !== 0)
						writer.uint32(64).int32(message.topics);
					if (message.groups != null && $Object.hasOwnProperty.call(message, "groups") && message.groups !== 0)
						writer.uint32(72).int32(message.groups);
					if (message.clients != null && $Object.hasOwnProperty.call(message, "clients") && message.clients !== 0)
						writer.uint32(80).int32(message.clients);
					if (message.uptimeMs != null && $Object.hasOwnProperty.call(message, "uptimeMs") && (typeof message.uptimeMs === "object" ? message.uptimeMs.low || message.uptimeMs.high : message.uptimeMs !== 0))
						writer.uint32(88).int64(message.uptimeMs);
					if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
						for (let i = 0; i < message.$unknowns.length; ++i)
							writer.raw(message.$unknowns[i]);
					return writer;
				};

				GetServerInfoResponse.decode = function (reader, length, _end, _depth, _target) {
					if (!(reader instanceof $Reader))
						reader = $Reader.create(reader);
					if (_depth === $undefined)
						_depth = 0;
					if (_depth > $Reader.recursionLimit)
						throw $Error("max depth exceeded");
					let end, message, value;
					if (length === $undefined)
						end = reader.len;
					else {
						end = reader.pos + length;
						if (end > reader.len)
							throw $RangeError("index out of range");
						length = reader.len;
						reader.len = end;
					}
					message = _target || new $root.pocketmq.admin.v1.GetServerInfoResponse();
					while (reader.pos < end) {
						let start = reader.pos;
						let tag = reader.tag();
						if (tag === _end) {
							_end = $undefined;
							break;
						}
						let wireType = tag & 7;
						switch (tag >>>= 3) {
						case 1: {
								if (wireType !== 2)
									break;
								message.status = $root.apache.rocketmq.v2.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
								continue;
							}
						case 2: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.version = value;
								else
									delete message.version;
								continue;
							}
						case 3: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.brokerName = value;
								else
									delete message.brokerName;
								continue;
							}
						case 4: {
								if (wireType !== 2)
									break;
								if ((value = reader.stringVerify()).length)
									message.flushMode = value;
								else
									delete message.flushMode;
								continue;
							}
						case 5: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.unflushedBytes = value;
								else
									delete message.unflushedBytes;
								continue;
							}
						case 6: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.unflushedMessages = value;
								else
									delete message.unflushedMessages;
								continue;
							}
						case 7: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.unflushedAgeMs = value;
								else
									delete message.unflushedAgeMs;
								continue;
							}
						case 8: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.topics = value;
								else
									delete message.topics;
								continue;
							}
						case 9: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.groups = value;
								else
									delete message.groups;
								continue;
							}
						case 10: {
								if (wireType !== 0)
									break;
								if (value = reader.int32())
									message.clients = value;
								else
									delete message.clients;
								continue;
							}
						case 11: {
								if (wireType !== 0)
									break;
								if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
									message.uptimeMs = value;
								else
									delete message.uptimeMs;
								continue;
							}
						}
						reader.skipType(wireType, _depth, tag);
						if (!reader.discardUnknown) {
							$util.makeProp(message, "$unknowns", false);
							(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
						}
					}
					if (length !== $undefined) {
						if (reader.pos !== end)
							throw $RangeError("index out of range");
						reader.len = length;
					}
					if (_end !== $undefined)
						throw $Error("missing end group");
					return message;
				};

				return GetServerInfoResponse;
			})();

			return v1;
		})();

		return admin;
	})();

	return pocketmq;
})();


export const v2 = apache.rocketmq.v2;
export const admin = pocketmq.admin.v1;
export const wellKnown = google.protobuf;
