variable "word" {
  type    = string
  default = "word"
}

variable "port" {
  type    = number
  default = "8443"
}

variable "list" {
  type    = list(string)
  default = ["b", "a", 3]
}

variable "set" {
  type    = set(string)
  default = ["z", "a", "z"]
}

variable "map" {
  type    = map(number)
  default = { one = 1, two = "2" }
}

variable "object" {
  type = object({
    a = optional(object({ b = optional(string, "deep"), c = optional(number) }), {})
    n = string
    l = optional(list(number), ["1", 2])
    x = optional(bool)
  })
  default = { n = 5, dropped = true }
}

locals {
  tier     = "Standard_LRS"
  nested   = { a = [1, { b = "x" }], n = "N" }
  template = "Hi $${name}"
}

resource "terraform_data" "seed" {
  input = "x"
}
